#!/bin/busybox sh
# First program of the guest: what an initramfs and an init would do, and nothing else. Modules are loaded in the order
# of the names, which the image numbers.
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /run/pcscd /run/vhci_hcd /tmp /var /etc
ln -s /run /var/run
for module in /modules/*; do insmod "$module"; done
ip link set lo up
stty -F /dev/ttyS1 raw -echo
/lib/systemd/systemd-udevd --daemon
udevadm control --ping
cd /app
node --enable-source-maps guest.mjs
echo "guest program ended with $?"
poweroff -f
