/**
 * Exchanges as the standard draws them (ISO/IEC 7816-3:2006 annex A), typed by hand. One line is one block:
 *
 * - `>` from the interface device, `<` from the card; `>x` and `<x` arrive damaged, `>-` and `<-` do not arrive
 * - `I(0,1) 0102` is N(S), M and INF; `R(1)` is N(R), `R(1) 2` with its error code; `S(IFS request) 79` has its value
 * - `silence`: the card sent nothing, and the interface device waited for BWT
 *
 * and between blocks what the sides are told and tell: `begin`, `abort host`, `execute`, `answer`, `extend`,
 * `announce`, `abort card`, `granted`, `discard`, `wait` (the timer, where it is not 1 BWT), `deliver`, `fail`.
 */
export interface Scenario {
  readonly name: string
  readonly script: string
  /** IFSC of the ATR; default 32. */
  readonly ifsc?: number
  /** IFSD of the host; default 32, which announces nothing. */
  readonly ifsd?: number
  readonly repeatInDoubt?: true
  /** A scenario that only one side can play, because the other would not send such blocks. */
  readonly only?: 'host' | 'card'
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'one block each way',
    script: `begin 0102; > I(0,0) 0102; execute 0102; answer f1f2; < I(0,0) f1f2; deliver f1f2
      begin 0304; > I(1,0) 0304; execute 0304; answer f3f4; < I(1,0) f3f4; deliver f3f4
      begin 0506; > I(0,0) 0506; execute 0506; answer f5f6; < I(0,0) f5f6; deliver f5f6`,
  },
  {
    name: 'the interface device announces IFSD', ifsd: 254,
    script: `begin 01; > S(IFS request) fe; < S(IFS response) fe; > I(0,0) 01; execute 01; answer f1; < I(0,0) f1
      deliver f1
      begin 02; > I(1,0) 02; execute 02; answer f2; < I(1,0) f2; deliver f2`,
  },
  {
    name: 'a command in three blocks', ifsc: 2,
    script: `begin 010203040506; > I(0,1) 0102; < R(1); > I(1,1) 0304; < R(0); > I(0,0) 0506
      execute 010203040506; answer f1; < I(0,0) f1; deliver f1`,
  },
  {
    name: 'an answer in three blocks', ifsd: 2,
    script: `begin 01; > S(IFS request) 02; < S(IFS response) 02; > I(0,0) 01; execute 01; answer f1f2f3f4f5
      < I(0,1) f1f2; > R(1); < I(1,1) f3f4; > R(0); < I(0,0) f5; deliver f1f2f3f4f5
      begin 02; > I(1,0) 02; execute 02; answer f6; < I(1,0) f6; deliver f6`,
  },
  {
    name: 'an answer that ends in an empty block', only: 'host',
    script: 'begin 01; > I(0,0) 01; < I(0,1) f1f2; > R(1); < I(1,0); deliver f1f2',
  },
  {
    name: 'the card asks for time',
    script: `begin 01; > I(0,0) 01; execute 01; extend 16; < S(WTX request) 10; > S(WTX response) 10; wait 16; granted
      extend 255; < S(WTX request) ff; > S(WTX response) ff; wait 255; granted; answer f1; < I(0,0) f1; deliver f1`,
  },
  {
    name: 'the answer is ready before the time is granted',
    script: `begin 01; > I(0,0) 01; execute 01; extend 2; answer f1; < S(WTX request) 02; > S(WTX response) 02; wait 2
      granted; < I(0,0) f1; deliver f1`,
  },
  {
    name: 'the card announces IFSC between command and answer', ifsc: 4,
    script: `announce 2; begin 01; > I(0,0) 01; execute 01; < S(IFS request) 02; > S(IFS response) 02; answer f1
      < I(0,0) f1; deliver f1; begin 020304; > I(1,1) 0203; < R(0); > I(0,0) 04; execute 020304; answer f2
      < I(1,0) f2; deliver f2`,
  },
  {
    name: 'the card announces IFSC within a chain', ifsc: 1,
    script: `announce 3; begin 01020304; > I(0,1) 01; < S(IFS request) 03; > S(IFS response) 03; < R(1); > I(1,0) 020304
      execute 01020304; answer f1; < I(0,0) f1; deliver f1`,
  },
  {
    name: 'S(IFS request) of the card is damaged',
    script: `announce 121; begin 01; > I(0,0) 01; execute 01; answer f1; <x S(IFS request) 79; > R(0) 1
      < S(IFS request) 79
      > S(IFS response) 79; < I(0,0) f1; deliver f1`,
  },
  {
    name: 'S(IFS response) of the interface device is damaged',
    script: `announce 121; begin 01; > I(0,0) 01; execute 01; < S(IFS request) 79; >x S(IFS response) 79
      < S(IFS request) 79; > S(IFS response) 79; answer f1; < I(0,0) f1; deliver f1`,
  },
  {
    name: 'S(WTX request) is damaged, and the request for it too',
    script: `begin 01; > I(0,0) 01; execute 01; extend 16; <x S(WTX request) 10; >x R(0) 1; < S(WTX request) 10
      > S(WTX response) 10; wait 16; granted; answer f1; < I(0,0) f1; deliver f1`,
  },
  {
    name: 'S(WTX response) is damaged, and the answer after it too',
    script: `begin 01; > I(0,0) 01; execute 01; extend 16; < S(WTX request) 10; >x S(WTX response) 10; wait 16
      < S(WTX request) 10; > S(WTX response) 10; wait 16; granted; answer f1; <x I(0,0) f1; > R(0) 1
      < I(0,0) f1; deliver f1`,
  },
  {
    name: 'a damaged command is asked for again',
    script: `begin 01; > I(0,0) 01; execute 01; answer f1; < I(0,0) f1; deliver f1
      begin 02; >x I(1,0) 02; < R(1) 1; > I(1,0) 02; execute 02; answer f2; < I(1,0) f2; deliver f2`,
  },
  {
    name: 'the first block is damaged',
    script: 'begin 01; >x I(0,0) 01; < R(0) 1; > I(0,0) 01; execute 01; answer f1; < I(0,0) f1; deliver f1',
  },
  {
    name: 'the first block is lost',
    script: `begin 01; >- I(0,0) 01; silence; > R(0) 2; < R(0) 2; > I(0,0) 01; execute 01; answer f1
      < I(0,0) f1; deliver f1`,
  },
  {
    name: 'a damaged answer is asked for again',
    script: 'begin 01; > I(0,0) 01; execute 01; answer f1; <x I(0,0) f1; > R(0) 1; < I(0,0) f1; deliver f1',
  },
  {
    name: 'a lost answer is asked for again',
    script: 'begin 01; > I(0,0) 01; execute 01; answer f1; <- I(0,0) f1; > R(0) 2; < I(0,0) f1; deliver f1',
  },
  {
    name: 'a damaged request for a command',
    script: `begin 01; >x I(0,0) 01; <x R(0) 1; > R(0) 1; < R(0) 1; > I(0,0) 01; execute 01; answer f1; < I(0,0) f1
      deliver f1`,
  },
  {
    name: 'a damaged request for an answer',
    script: `begin 01; > I(0,0) 01; execute 01; answer f1; <x I(0,0) f1; >x R(0) 1; < R(1) 1; > R(0) 1
      < I(0,0) f1; deliver f1`,
  },
  {
    name: 'an acknowledgement of a part is damaged', ifsc: 2,
    script: `begin 010203; > I(0,1) 0102; <x R(1); >x R(0) 1; <x R(1); > R(0) 1; < R(1); > I(1,0) 03; execute 010203
      answer f1
      < I(0,0) f1; deliver f1`,
  },
  {
    name: 'an acknowledgement of the card’s part is damaged', ifsd: 2,
    script: `begin 01; > S(IFS request) 02; < S(IFS response) 02; > I(0,0) 01; execute 01; answer f1f2f3; < I(0,1) f1f2
      >x R(1); < R(1) 1; > R(1); < I(1,0) f3; deliver f1f2f3`,
  },
  {
    name: 'S(IFS request) is damaged', ifsd: 254,
    script: `begin 01; >x S(IFS request) fe; < R(0) 1; > S(IFS request) fe; <x S(IFS response) fe; > S(IFS request) fe
      < S(IFS response) fe; > I(0,0) 01; execute 01; answer f1; < I(0,0) f1; deliver f1`,
  },
  {
    name: 'the card aborts its chain', ifsd: 2,
    script: `begin 01; > S(IFS request) 02; < S(IFS response) 02; > I(0,0) 01; execute 01; answer f1f2f3; < I(0,1) f1f2
      abort card; > R(1); < S(ABORT request); > S(ABORT response); < R(1); fail aborted
      begin 02; > I(1,0) 02; execute 02; answer f4; < I(1,0) f4; deliver f4`,
  },
  {
    name: 'the card aborts the chain of the host, and its blocks are damaged', ifsc: 2,
    script: `begin 0102030405; > I(0,1) 0102; < R(1); abort card; > I(1,1) 0304; <x S(ABORT request); > R(0) 1
      < S(ABORT request); >x S(ABORT response); < S(ABORT request); > S(ABORT response); <x R(0); > R(0) 1; < R(0)
      fail aborted
      begin 06; > I(0,0) 06; execute 06; answer f1; < I(0,0) f1; deliver f1`,
  },
  {
    name: 'the host aborts its chain', ifsc: 2,
    script: `begin 010203; > I(0,1) 0102; abort host; < R(1); > S(ABORT request); < S(ABORT response); fail cancelled
      begin 04; > I(1,0) 04; execute 04; answer f1; < I(0,0) f1; deliver f1`,
  },
  {
    name: 'the host aborts the chain of the card, and its request is damaged', ifsd: 2,
    script: `begin 01; > S(IFS request) 02; < S(IFS response) 02; > I(0,0) 01; abort host; execute 01; answer f1f2f3
      < I(0,1) f1f2; >x S(ABORT request); < R(1) 1; > S(ABORT request); < S(ABORT response); fail cancelled
      begin 02; > I(1,0) 02; execute 02; answer f4; < I(1,0) f4; deliver f4`,
  },
  {
    name: 'resynchronisation before the command is complete', ifsc: 2,
    script: `begin 0102030405; > I(0,1) 0102; < R(1); > I(1,1) 0304; <x R(0); > R(0) 1; <x R(0); > R(0) 1; <x R(0)
      > S(RESYNCH request); < S(RESYNCH response); > I(0,1) 0102; < R(1); > I(1,1) 0304; < R(0); > I(0,0) 05
      execute 0102030405; answer f1; < I(0,0) f1; deliver f1`,
  },
  {
    name: 'resynchronisation takes an answer back',
    script: `begin 01; > I(0,0) 01; execute 01; answer f1; < I(0,0) f1; deliver f1
      begin 02; > I(1,0) 02; execute 02; answer f2; <x I(1,0) f2; > R(1) 1; <x I(1,0) f2; > R(1) 1; <x I(1,0) f2
      > S(RESYNCH request); discard; < S(RESYNCH response); fail doubtful
      begin 03; > I(0,0) 03; execute 03; answer f3; < I(0,0) f3; deliver f3`,
  },
  {
    name: 'a host that repeats in doubt', repeatInDoubt: true, ifsd: 254,
    script: `begin 01; > S(IFS request) fe; < S(IFS response) fe; > I(0,0) 01; execute 01; answer f1; <x I(0,0) f1
      > R(0) 1
      <x I(0,0) f1; > R(0) 1; <x I(0,0) f1; > S(RESYNCH request); discard; < S(RESYNCH response)
      > S(IFS request) fe; < S(IFS response) fe; > I(0,0) 01; execute 01; answer f2; < I(0,0) f2; deliver f2`,
  },
  {
    name: 'resynchronisation is repeated after silence', ifsc: 1,
    script: `begin 010203; > I(0,1) 01; < R(1); > I(1,1) 02; <x R(0); > R(0) 1; <x R(0); > R(0) 1; <x R(0)
      >- S(RESYNCH request); silence; > S(RESYNCH request); <x S(RESYNCH response); > S(RESYNCH request)
      < S(RESYNCH response)
      > I(0,1) 01; < R(1); > I(1,1) 02; < R(0); > I(0,0) 03; execute 010203; answer f1; < I(0,0) f1; deliver f1`,
  },
  {
    name: 'three resynchronisations in vain', only: 'host',
    script: `begin 01; > I(0,0) 01; execute 01; answer f1; < I(0,0) f1; deliver f1
      begin 02; >- I(1,0) 02; silence; >- R(1) 2; silence; >- R(1) 2; silence
      >- S(RESYNCH request); silence; >- S(RESYNCH request); silence; >- S(RESYNCH request); silence; fail mute
      begin 03; fail mute`,
  },
  {
    name: 'a card that falls silent in the middle of a command', only: 'host', ifsc: 1,
    script: `begin 0102; > I(0,1) 01; < R(1); >- I(1,0) 02; silence; >- R(0) 2; silence; >- R(0) 2; silence
      >- S(RESYNCH request); silence; >- S(RESYNCH request); silence; >- S(RESYNCH request); silence; fail mute`,
  },
  {
    name: 'a card that never speaks', only: 'host',
    script: 'begin 01; >- I(0,0) 01; silence; >- R(0) 2; silence; >- R(0) 2; silence; fail mute',
  },
  {
    name: 'a card that is never understood', only: 'host',
    script: 'begin 01; > I(0,0) 01; <x I(0,0) f1; > R(0) 1; <x I(0,0) f1; > R(0) 1; <x I(0,0) f1; fail unresponsive',
  },
  {
    name: 'a card that only asks for the same again', only: 'host',
    script: `begin 01; > I(0,0) 01; < R(0) 2; > I(0,0) 01; < R(0) 2; > I(0,0) 01; < R(0) 2; > S(RESYNCH request)
      < R(0) 2
      > S(RESYNCH request); < R(0) 2; > S(RESYNCH request); < R(0) 2; fail unresponsive`,
  },
  {
    name: 'a card that answers with the wrong blocks', only: 'host', ifsc: 1,
    script: `begin 0102; > I(0,1) 01; < I(0,0) f1; > R(0) 2; < S(IFS response) 20; > R(0) 2; < R(1); > I(1,0) 02
      < I(1,0) f1; > R(0) 2; < S(RESYNCH request); > R(0) 2; < I(0,0) f1; deliver f1`,
  },
  {
    name: 'the card falls silent', only: 'card',
    script: `>x I(0,0) 01; < R(0) 1; >x R(0) 1; < R(0) 1; >x R(0) 1; < R(0) 1; >x R(0) 1; >x R(0) 1; > I(0,0) 01
      execute 01`,
  },
  {
    name: 'the card refuses what is out of place', only: 'card', ifsc: 2,
    script: `> I(1,0) 01; < R(0) 2; > I(0,0) 010203; < R(0) 2; > S(ABORT request); < R(0) 2; > I(0,1) 0102; < R(1)
      > S(WTX response) 01; < R(1); > I(0,1) 0102; < R(1); > I(1,0) 03; execute 010203; extend 3; < S(WTX request) 03
      > S(WTX response) 04; < S(WTX request) 03; > I(0,0) 01; < S(WTX request) 03; > I(0,0) 01; > S(WTX response) 03
      granted
      answer f1; < I(0,0) f1; > R(1); < R(0) 2; > I(0,0) 04; execute 04`,
  },
]
