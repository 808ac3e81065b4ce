package io.tidegate.srt.lib;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From libsrt's threads into the [ListenHook] of a listener and back. Any thread.
///
/// The process has one, held for ever: libsrt keeps no reference that Java's collector sees, and
/// may be about to call when a listener is closed. A call for a listener that is gone is refused.
final class ListenCallback implements LibSrt.Listen {
  static final ListenCallback INSTANCE = new ListenCallback();

  private static final Logger LOG = LoggerFactory.getLogger(ListenCallback.class);
  private static final int REFUSED = -1;

  private final Map<Long, ListenHook> hooks = new ConcurrentHashMap<>();

  /// Who takes the callers of a listener.
  private final Map<Long, Runnable> wakers = new ConcurrentHashMap<>();

  private final AtomicLong failures = new AtomicLong();

  private ListenCallback() {
    // libsrt's thread is Java's for the call only: one that stayed could not end after Java has,
    // and
    // libsrt waits for its threads when the process ends
    Native.setCallbackThreadInitializer(
        this, new CallbackThreadInitializer(true, true, "srt-listen"));
  }

  /// Before `srt_listen`.
  void register(int listener, ListenHook hook) throws SrtException {
    hooks.put((long) listener, hook);
    if (LibSrt.srt_listen_callback(listener, this, listener) == LibSrt.ERROR) {
      throw SrtException.ofLastCall("srt_listen_callback");
    }
  }

  /// Calls `waker` for each caller that is let in, before it is connected. It must not wait.
  void wakes(int listener, Runnable waker) {
    wakers.put((long) listener, waker);
  }

  /// After `srt_close`.
  void forget(int listener) {
    hooks.remove((long) listener);
    wakers.remove((long) listener);
  }

  /// Nothing may be thrown through C frames.
  @Override
  public int invoke(long opaque, int socket, int handshakeVersion, long peer, long streamId) {
    SrtRejection rejection;
    try {
      ListenHook hook = hooks.get(opaque);
      rejection =
          hook == null ? SrtRejection.DOWN : decide(hook, socket, handshakeVersion, peer, streamId);
      Runnable waker = wakers.get(opaque);
      if (waker != null && rejection.equals(SrtRejection.UNKNOWN)) {
        waker.run();
      }
    } catch (SrtException | RuntimeException | Error failure) {
      log(failure);
      rejection = SrtRejection.INTERNAL_ERROR;
    }
    if (rejection.code() >= SrtRejection.FIRST_OF_SERVER) {
      LibSrt.srt_setrejectreason(socket, rejection.code());
      return REFUSED;
    }
    return 0;
  }

  /// [SrtRejection#UNKNOWN] lets the caller in.
  private static SrtRejection decide(
      ListenHook hook, int socket, int handshakeVersion, long peer, long streamId)
      throws SrtException {
    InetSocketAddress seen =
        SocketAddresses.read(new Pointer(peer).getByteBuffer(0, SocketAddresses.BYTES), 0);
    String id = streamId == 0 ? "" : text(new Pointer(streamId));
    return switch (hook.decide(new ListenHook.Call(socket, seen, id, handshakeVersion))) {
      case ListenHook.Verdict.Accept accepted -> {
        accepted.settings().applyTo(socket);
        yield SrtRejection.UNKNOWN;
      }
      case ListenHook.Verdict.Reject refused -> refused.rejection();
    };
  }

  private static String text(Pointer streamId) {
    byte[] bytes = new byte[LibSrt.MAX_STREAM_ID];
    int length = 0;
    // libsrt ends it with a zero byte and never has more than 512
    while (length < bytes.length && (bytes[length] = streamId.getByte(length)) != 0) {
      length++;
    }
    return new String(bytes, 0, length, UTF_8);
  }

  /// The first of them with its stack, then every thousandth: callers can repeat it at will.
  private void log(Throwable failure) {
    if (failures.getAndIncrement() % 1_000 == 0) {
      LOG.error("deciding about an SRT caller failed ({} times)", failures.get(), failure);
    }
  }
}
