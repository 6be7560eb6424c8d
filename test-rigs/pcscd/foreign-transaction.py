"""Another program that keeps a card for itself: foreign-transaction.py <reader>

It begins a transaction, says so, and holds it until its standard input ends. It speaks to libpcsclite alone.
"""
import ctypes
import sys

SCOPE_SYSTEM, SHARE_SHARED, PROTOCOL_ANY = 2, 2, 3

pcsc = ctypes.CDLL('libpcsclite.so.1')
pcsc.SCardEstablishContext.argtypes = [ctypes.c_ulong, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
pcsc.SCardConnect.argtypes = [
    ctypes.c_long, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_void_p]
pcsc.SCardBeginTransaction.argtypes = [ctypes.c_long]


def must(result):
    if result != 0:
        sys.exit(f'SCARD 0x{result & 0xFFFFFFFF:08x}')


context, card, protocol = ctypes.c_long(), ctypes.c_long(), ctypes.c_ulong()
must(pcsc.SCardEstablishContext(SCOPE_SYSTEM, None, None, ctypes.byref(context)))
must(pcsc.SCardConnect(
    context, sys.argv[1].encode(), SHARE_SHARED, PROTOCOL_ANY, ctypes.byref(card), ctypes.byref(protocol)))
must(pcsc.SCardBeginTransaction(card))
print('holding', flush=True)
sys.stdin.read()
