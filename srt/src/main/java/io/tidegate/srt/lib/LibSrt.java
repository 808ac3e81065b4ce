package io.tidegate.srt.lib;

import com.sun.jna.Callback;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/// libsrt's C functions (srt.h of 1.5). Addresses of memory are plain numbers: JNA's direct mapping
/// then converts nothing. Layouts are those of 64-bit Linux.
///
/// The text of an error belongs to the calling thread and to its last call: read it at once.
final class LibSrt {
  static final int ERROR = -1;

  // SRT_ERRNO
  static final int ECONNREJ = 1002;
  static final int ECONNLOST = 2001;
  static final int ENOCONN = 2002;
  static final int EINVSOCK = 5004;
  static final int EASYNCSND = 6001;
  static final int EASYNCRCV = 6002;

  // SRT_EPOLL_OPT and SRT_EPOLL_FLAGS
  static final int EPOLL_IN = 0x1;
  static final int EPOLL_OUT = 0x4;
  static final int EPOLL_ERR = 0x8;
  static final int EPOLL_ENABLE_EMPTY = 1;

  /// struct SRT_EPOLL_EVENT: the socket, then its events, an int each.
  static final int EPOLL_EVENT_BYTES = 8;

  /// Longest stream id of SRT, in bytes.
  static final int MAX_STREAM_ID = 512;

  private LibSrt() {}

  /// @throws UnsatisfiedLinkError when one of the functions is not there
  static void bind(NativeLibrary library) {
    Native.register(LibSrt.class, library);
  }

  /// `srt_listen_callback_fn`; 0 lets the caller in.
  @FunctionalInterface
  interface Listen extends Callback {
    int invoke(long opaque, int socket, int handshakeVersion, long peer, long streamId);
  }

  static native int srt_startup();

  static native int srt_getversion();

  static native void srt_setloglevel(int level);

  static native int srt_create_socket();

  static native int srt_create_group(int type);

  static native int srt_close(int socket);

  static native int srt_bind(int socket, long address, int length);

  static native int srt_listen(int socket, int backlog);

  static native int srt_listen_callback(int socket, Listen hook, long opaque);

  static native int srt_accept(int socket, long address, long length);

  static native int srt_connect(int socket, long address, int length);

  static native int srt_getsockname(int socket, long address, long length);

  static native int srt_getpeername(int socket, long address, long length);

  static native int srt_setsockflag(int socket, int option, long value, int length);

  static native int srt_getsockflag(int socket, int option, long value, long length);

  static native int srt_getsockstate(int socket);

  static native int srt_getrejectreason(int socket);

  static native int srt_setrejectreason(int socket, int code);

  static native String srt_rejectreason_str(int code);

  static native int srt_recvmsg2(int socket, long buffer, int length, long control);

  static native int srt_sendmsg2(int socket, long buffer, int length, long control);

  static native int srt_bstats(int socket, long statistics, int clear);

  static native int srt_epoll_create();

  static native int srt_epoll_set(int epoll, int flags);

  static native int srt_epoll_add_usock(int epoll, int socket, long events);

  static native int srt_epoll_update_usock(int epoll, int socket, long events);

  static native int srt_epoll_remove_usock(int epoll, int socket);

  static native int srt_epoll_uwait(int epoll, long events, int max, long timeoutMs);

  static native int srt_epoll_release(int epoll);

  static native int srt_getlasterror(long systemError);

  static native String srt_getlasterror_str();
}
