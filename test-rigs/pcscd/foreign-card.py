"""A health card in plain Python for the virtual reader vsmartcard-vpcd. --help lists its options.

It shares no code with the project, so that one mistake cannot hide on both sides. The bytes were typed by hand after
nhi-facts 4.1, 4.3 and 4.4. The person is invented: nobody has the identity number Z199999070.
"""
import argparse
import socket
import struct
import sys

ATR = '3BFA1800008131FE4550564A434F503453494493'
CARD_NUMBER = '303030303132333435373737'
OFF, ON, RESET, ASK_ATR = 0, 1, 2, 4

ANSWERS = {
    '00A4040010D1580000010000000000000000001100': '9000',
    # card number 000012345777; name in Big5, padded with spaces to 20 bytes; identity number; 0790101; M; 1130501
    '00CA1100020000':
        '303030303132333435373737'
        'B4FAB8D5A440' '2020202020202020202020202020'
        '5A313939393939303730'
        '30373930313031' '4D' '31313330353031' '9000',
    '00CA2400020000': '31' '9000',
    '00CA0000020000': '303030303132333435373737' '9000',
}


def exactly(reader, length):
    data = b''
    while len(data) < length:
        chunk = reader.recv(length - len(data))
        if not chunk:
            sys.exit(0)
        data += chunk
    return data


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument('port', type=int, nargs='?', default=35963)
    parser.add_argument('--number', help='another card number, 12 digits')
    parser.add_argument('--atr', default=ATR, help='another ATR, in hex')
    parser.add_argument('--unanswered', default='', help='a command, in hex, that is taken and never answered')
    parser.add_argument('--times', type=int, default=1, help='come and go so often; then stay, one number higher each time')
    return parser.parse_args()


def serve(reader, atr, answers, unanswered, commands):
    """Answers until the reader goes away, or until so many commands were answered."""
    while commands != 0:
        (length,) = struct.unpack('>H', exactly(reader, 2))
        frame = exactly(reader, length)
        if length == 1 and frame[0] in (OFF, ON, RESET):
            continue
        command = frame.hex().upper()
        if command == unanswered:
            print('unanswered', flush=True)
            reader.recv(1)  # the rest of this process: until pcscd ends the connection
            sys.exit(0)
        answer = atr if length == 1 and frame[0] == ASK_ATR else bytes.fromhex(answers.get(command, '6D00'))
        reader.sendall(struct.pack('>H', len(answer)) + answer)
        commands -= 1


def main():
    chosen = options()
    for time in range(chosen.times):
        answers = ANSWERS
        if chosen.number is not None:
            number = str(int(chosen.number) + time).zfill(12).encode().hex()
            answers = {command: answer.replace(CARD_NUMBER, number) for command, answer in ANSWERS.items()}
        with socket.create_connection(('127.0.0.1', chosen.port)) as reader:
            reader.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            print('inserted', flush=True)
            last = time == chosen.times - 1
            # a card that only passes by gives its ATR once, and is gone
            serve(reader, bytes.fromhex(chosen.atr), answers, chosen.unanswered.upper(), -1 if last else 1)


main()
