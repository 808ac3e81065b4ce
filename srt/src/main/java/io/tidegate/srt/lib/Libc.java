package io.tidegate.srt.lib;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/// The C library's calls for datagram sockets. Addresses of memory are plain numbers: JNA's direct
/// mapping then converts nothing. Layouts are those of 64-bit Linux.
final class Libc {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOL_SOCKET = 1;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int IPPROTO_IP = 0;
  static final int IP_TOS = 1;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_TCLASS = 67;
  static final int IPV6_V6ONLY = 26;
  static final int SOL_UDP = 17;
  static final int UDP_SEGMENT = 103;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_TRUNC = 0x20;
  static final int EPOLL_CLOEXEC = 0x80000;
  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_DEL = 2;
  static final int EPOLLIN = 1;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EAFNOSUPPORT = 97;
  static final int ECONNREFUSED = 111;

  static {
    Native.register(Libc.class, NativeLibrary.getProcess());
  }

  private Libc() {}

  static native int socket(int domain, int type, int protocol);

  static native int bind(int fd, long address, int length);

  static native int connect(int fd, long address, int length);

  static native int getsockname(int fd, long address, long length);

  static native int setsockopt(int fd, int level, int name, long value, int length);

  static native int getsockopt(int fd, int level, int name, long value, long length);

  static native int recvmmsg(int fd, long headers, int count, int flags, long timeout);

  static native int sendmmsg(int fd, long headers, int count, int flags);

  static native int close(int fd);

  static native int epoll_create1(int flags);

  static native int epoll_ctl(int epoll, int operation, int fd, long event);

  static native int epoll_wait(int epoll, long events, int max, int timeoutMs);

  static native int eventfd(int initial, int flags);

  static native long read(int fd, long buffer, long count);

  static native long write(int fd, long buffer, long count);
}
