package io.tidegate.srt.lib;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/// Waits for packets on many sockets. Confined to one thread but for [#wake()].
public final class SocketPoller implements AutoCloseable {
  /// Sockets reported by one call.
  private static final int MAX_EVENTS = 256;

  private static final int WAKE_ID = -1;

  // struct epoll_event is packed on x86-64 and nowhere else
  private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));
  private static final int EVENT_BYTES = PACKED ? 12 : 16;
  private static final int EVENT_DATA = PACKED ? 4 : 8;

  private final NativeBlock events = new NativeBlock(MAX_EVENTS * EVENT_BYTES);
  private final NativeBlock wakeNumber = new NativeBlock(8);
  private final NativeBlock wakeRead = new NativeBlock(8);
  private final ByteBuffer eventFields = events.structures();
  private final int epoll;
  private final int wakeFd;
  private final ReentrantLock open = new ReentrantLock();
  private boolean closed;

  public SocketPoller() throws IOException {
    wakeNumber.structures().putLong(0, 1);
    epoll = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
    wakeFd = Libc.eventfd(0, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
    if (epoll < 0 || wakeFd < 0) {
      int error = Native.getLastError();
      close();
      throw new IOException("epoll: error " + error);
    }
    control(Libc.EPOLL_CTL_ADD, wakeFd, WAKE_ID);
  }

  /// Watches `socket`; [#id] will name it by `id`, which is not negative.
  public void add(UdpSocket socket, int id) throws IOException {
    if (control(Libc.EPOLL_CTL_ADD, socket.fd(), id) < 0) {
      throw new IOException("epoll_ctl: error " + Native.getLastError());
    }
  }

  /// Call before the socket is closed.
  public void remove(UdpSocket socket) {
    control(Libc.EPOLL_CTL_DEL, socket.fd(), 0);
  }

  private int control(int operation, int fd, int id) {
    try (NativeBlock event = new NativeBlock(EVENT_BYTES)) {
      event.structures().putInt(0, Libc.EPOLLIN).putLong(EVENT_DATA, id);
      return Libc.epoll_ctl(epoll, operation, fd, event.address());
    }
  }

  /// Waits up to `timeoutMs` and returns how many sockets have something to read.
  public int await(int timeoutMs) {
    return Math.max(0, Libc.epoll_wait(epoll, events.address(), MAX_EVENTS, timeoutMs));
  }

  /// Which socket the `index`-th event of the last [#await] is about; negative for [#wake()].
  public int id(int index) {
    return (int) eventFields.getLong(index * EVENT_BYTES + EVENT_DATA);
  }

  /// Makes [#await] return. Any thread; does nothing after [#close()].
  public void wake() {
    open.lock();
    try {
      if (!closed) {
        Libc.write(wakeFd, wakeNumber.address(), 8);
      }
    } finally {
      open.unlock();
    }
  }

  /// Takes note of [#wake()], so that it does not return again.
  public void clearWake() {
    Libc.read(wakeFd, wakeRead.address(), 8);
  }

  @Override
  public void close() {
    open.lock(); // a descriptor's number is soon somebody else's
    try {
      if (!closed) {
        closed = true;
        Libc.close(wakeFd);
        Libc.close(epoll);
      }
    } finally {
      open.unlock();
    }
  }
}
