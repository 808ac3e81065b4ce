package io.tidegate.srt.lib;

import com.sun.jna.Native;
import io.tidegate.media.Nullable;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/// One socket of libsrt. Any thread; calls may block, so never from an event loop.
///
/// 1. [#set] the options that must come early;
/// 2. [#bind] and [#listen], then [#accept]; or [#connect];
/// 3. an [SrtPoller] reads it, [#send] and [#receive] work without one;
/// 4. [#close], once or more often.
///
/// libsrt does not give a number out again soon, so a call on a closed socket fails and does no
/// harm. Nothing frees a socket that is not closed.
public final class SrtSocket implements AutoCloseable {
  private final int id;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile int family;
  private volatile boolean listens;

  SrtSocket(int id) {
    this.id = id;
  }

  /// libsrt's number for it, unique among open sockets.
  public int id() {
    return id;
  }

  public boolean isClosed() {
    return closed.get();
  }

  public void set(SrtSettings settings) throws SrtException {
    settings.applyTo(id);
  }

  /// Neither [#send], [#receive], [#accept] nor [#connect] waits any more. Accepted sockets take it
  /// over from their listener.
  public void setNonBlocking() throws SrtException {
    set(SrtSettings.builder().set(SrtOption.SNDSYN, false).set(SrtOption.RCVSYN, false).build());
  }

  /// The value of an `INT` option, or of a `FLAG` as 0 or 1.
  public int getInt(SrtOption option) throws SrtException {
    return (int) getNumber(option);
  }

  /// The value of a `LONG`, `INT` or `FLAG` option.
  public long getNumber(SrtOption option) throws SrtException {
    try (NativeBlock block = new NativeBlock(OptionMemory.BYTES)) {
      int length = read(option, block);
      return switch (length) {
        case 1 -> block.structures().get(0);
        case Integer.BYTES -> block.structures().getInt(0);
        case Long.BYTES -> block.structures().getLong(0);
        default -> throw new IllegalStateException(option + " has " + length + " bytes");
      };
    }
  }

  /// The value of a `TEXT` option.
  public String getText(SrtOption option) throws SrtException {
    try (NativeBlock block = new NativeBlock(OptionMemory.BYTES)) {
      int length = read(option, block);
      return OptionMemory.text(block.structures(), length);
    }
  }

  private int read(SrtOption option, NativeBlock block) throws SrtException {
    block.structures().putInt(OptionMemory.LENGTH_AT, OptionMemory.LENGTH_AT);
    long length = block.address() + OptionMemory.LENGTH_AT;
    check(LibSrt.srt_getsockflag(id, option.number(), block.address(), length), option.name());
    return block.structures().getInt(OptionMemory.LENGTH_AT);
  }

  /// Binds to an address of this machine; port 0 picks a free one. `::` takes IPv4 peers too.
  public void bind(InetSocketAddress address) throws SrtException {
    if (address.getAddress() instanceof Inet6Address six && six.isAnyLocalAddress()) {
      set(SrtSettings.builder().set(SrtOption.IPV6ONLY, 0).build());
    }
    family = familyOf(address);
    try (NativeBlock block = new NativeBlock(SocketAddresses.BYTES)) {
      int length = SocketAddresses.write(address, family, block.buffer(), 0);
      check(LibSrt.srt_bind(id, block.address(), length), "srt_bind to " + address);
    }
  }

  /// Takes callers that `hook` lets in.
  ///
  /// @param backlog callers that are connected and not yet accepted; further ones get code 5
  public void listen(int backlog, ListenHook hook) throws SrtException {
    listens = true;
    ListenCallback.INSTANCE.register(id, hook);
    check(LibSrt.srt_listen(id, backlog), "srt_listen");
  }

  /// The next connected caller; null when there is none and the socket is non-blocking.
  public @Nullable SrtSocket accept() throws SrtException {
    int accepted = LibSrt.srt_accept(id, 0, 0);
    if (accepted != LibSrt.ERROR) {
      return new SrtSocket(accepted);
    }
    SrtException failure = SrtException.ofLastCall("srt_accept");
    if (failure.code() == LibSrt.EASYNCRCV) {
      return null;
    }
    throw failure;
  }

  /// Connects, or begins to when the socket is non-blocking.
  ///
  /// @throws SrtException also for a refusal: [#rejection] tells which
  public void connect(InetSocketAddress address) throws SrtException {
    int wanted = family == 0 ? familyOf(address) : family;
    try (NativeBlock block = new NativeBlock(SocketAddresses.BYTES)) {
      int length = SocketAddresses.write(address, wanted, block.buffer(), 0);
      check(LibSrt.srt_connect(id, block.address(), length), "srt_connect");
    }
  }

  public SrtState state() {
    return SrtState.of(LibSrt.srt_getsockstate(id));
  }

  /// Why a connection did not come about.
  public SrtRejection rejection() {
    return new SrtRejection(Math.max(0, LibSrt.srt_getrejectreason(id)));
  }

  public InetSocketAddress localAddress() throws SrtException {
    try (NativeBlock block = new NativeBlock(SocketAddresses.BYTES + Integer.BYTES)) {
      check(LibSrt.srt_getsockname(id, block.address(), addressLength(block)), "srt_getsockname");
      return SocketAddresses.read(block.buffer(), 0);
    }
  }

  /// As libsrt sees it: the relay's when there is one.
  public InetSocketAddress remoteAddress() throws SrtException {
    try (NativeBlock block = new NativeBlock(SocketAddresses.BYTES + Integer.BYTES)) {
      check(LibSrt.srt_getpeername(id, block.address(), addressLength(block)), "srt_getpeername");
      return SocketAddresses.read(block.buffer(), 0);
    }
  }

  private static long addressLength(NativeBlock block) {
    block.structures().putInt(SocketAddresses.BYTES, SocketAddresses.BYTES);
    return block.address() + SocketAddresses.BYTES;
  }

  /// Sends one message of at most 1456 bytes from native memory; the default limit is 1316.
  ///
  /// @return bytes sent; 0 when the send buffer is full and the socket is non-blocking
  public int send(long address, int length) throws SrtException {
    return orNothing(LibSrt.srt_sendmsg2(id, address, length, 0), LibSrt.EASYNCSND, "srt_sendmsg2");
  }

  /// Receives one message into native memory.
  ///
  /// @return its length; 0 when there is none and the socket is non-blocking
  public int receive(long address, int capacity) throws SrtException {
    return orNothing(
        LibSrt.srt_recvmsg2(id, address, capacity, 0), LibSrt.EASYNCRCV, "srt_recvmsg2");
  }

  private static int orNothing(int result, int nothing, String call) throws SrtException {
    if (result != LibSrt.ERROR) {
      return result;
    }
    SrtException failure = SrtException.ofLastCall(call);
    if (failure.code() == nothing) {
      return 0;
    }
    throw failure;
  }

  /// The counters of a connection. `clears` begins a new interval for rates and interval counters.
  public SrtStats statistics(boolean clears) throws SrtException {
    try (NativeBlock block = new NativeBlock(SrtStat.BYTES)) {
      return statistics(block, clears);
    }
  }

  /// The same with memory of the caller's, of [SrtStat#BYTES].
  SrtStats statistics(NativeBlock block, boolean clears) throws SrtException {
    check(LibSrt.srt_bstats(id, block.address(), clears ? 1 : 0), "srt_bstats");
    return SrtStats.read(block.structures());
  }

  /// The second call does nothing.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      LibSrt.srt_close(id);
      if (listens) {
        ListenCallback.INSTANCE.forget(id);
      }
    }
  }

  private static int familyOf(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("not resolved: " + address);
    }
    return address.getAddress() instanceof Inet6Address ? Libc.AF_INET6 : Libc.AF_INET;
  }

  private static void check(int result, String what) throws SrtException {
    if (result == LibSrt.ERROR) {
      throw SrtException.ofLastCall(what);
    }
  }

  @Override
  public String toString() {
    return "srt socket " + id;
  }

  static {
    // addresses are handed over as 64-bit numbers
    if (Native.POINTER_SIZE != Long.BYTES) {
      throw new UnsatisfiedLinkError("SRT needs a 64-bit system");
    }
  }
}
