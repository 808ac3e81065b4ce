# Programs of another kind of processor, run by qemu-user; sourced by build-image.
# runs_foreign aarch64  lets this machine's kernel start them; where it did not before, forgets_foreign ends that again.
binfmt=/proc/sys/fs/binfmt_misc
foreign_made=
foreign_mounted=

runs_foreign() { # CPU, as QEMU names it
  need_packages "qemu-$1-static=qemu-user-static"
  if [ ! -e $binfmt/register ]; then
    mount -t binfmt_misc none $binfmt
    foreign_mounted=yes
  fi
  [ ! -e "$binfmt/qemu-$1" ] || return 0
  # its F: the emulator is opened here and now, so that it is there in a chroot too
  cat "/usr/lib/binfmt.d/qemu-$1.conf" >$binfmt/register
  foreign_made=$1
}

forgets_foreign() {
  [ -z "$foreign_made" ] || echo -1 >"$binfmt/qemu-$foreign_made"
  [ -z "$foreign_mounted" ] || umount $binfmt
}
