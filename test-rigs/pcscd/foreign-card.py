"""A health card in plain Python for the virtual reader vsmartcard-vpcd: foreign-card.py [port]

It shares no code with the project, so that one mistake cannot hide on both sides. The bytes were typed by hand after
nhi-facts 4.1, 4.3 and 4.4. The person is invented: nobody has the identity number Z199999070.
"""
import socket
import struct
import sys

ATR = bytes.fromhex('3BFA1800008131FE4550564A434F503453494493')
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


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 35963
    reader = socket.create_connection(('127.0.0.1', port))
    reader.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    print('inserted', flush=True)
    while True:
        (length,) = struct.unpack('>H', exactly(reader, 2))
        frame = exactly(reader, length)
        if length == 1 and frame[0] in (OFF, ON, RESET):
            continue
        answer = ATR if length == 1 and frame[0] == ASK_ATR else bytes.fromhex(ANSWERS.get(frame.hex().upper(), '6D00'))
        reader.sendall(struct.pack('>H', len(answer)) + answer)


main()
