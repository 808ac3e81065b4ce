package io.tidegate.gateway.service;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The datagram socket by which a service tells systemd how it is (sd_notify(3)). The JDK knows
/// Unix sockets as streams only, so these are the calls of the C library. Any thread but an event
/// loop.
///
/// 1. [#open] once.
/// 2. [#send] as often as wanted.
/// 3. [#close], once or more often.
final class NotifySocket implements AutoCloseable {
  /// `sun_path` of unix(7), Linux.
  static final int MOST_PATH_BYTES = 108;

  private static final short AF_UNIX = 1;

  /// SOCK_DGRAM and SOCK_CLOEXEC: FFmpeg's children do not get it.
  private static final int DATAGRAM_CLOSED_ON_EXEC = 2 | 0x80000;

  /// MSG_DONTWAIT and MSG_NOSIGNAL: whoever does not read does not hold the gateway.
  private static final int AT_ONCE = 0x40 | 0x4000;

  private final Calls calls;
  private final byte[] address;
  private int descriptor;

  private NotifySocket(Calls calls, byte[] address, int descriptor) {
    this.calls = calls;
    this.address = address;
    this.descriptor = descriptor;
  }

  /// @param place a path, or `@` and a name in the abstract namespace
  /// @throws IOException where there is no such thing as this place on this machine
  static NotifySocket open(String place) throws IOException {
    byte[] address = address(place);
    Calls calls = Calls.link();
    return new NotifySocket(calls, address, calls.open());
  }

  /// `struct sockaddr_un` of unix(7): family, and the path with its zero byte; a name in the
  /// abstract namespace follows one and has none.
  static byte[] address(String place) throws IOException {
    boolean named = place.startsWith("@");
    if (!named && !place.startsWith("/")) {
      throw new IOException("not a path and not an abstract name: " + place);
    }
    byte[] path = place.getBytes(StandardCharsets.UTF_8);
    int length = named ? path.length : path.length + 1;
    if (path.length == 1 || length > MOST_PATH_BYTES) {
      throw new IOException(
          "of 2 to " + MOST_PATH_BYTES + " bytes, but is of " + length + ": " + place);
    }
    byte[] address = new byte[Short.BYTES + length];
    MemorySegment.ofArray(address).set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, AF_UNIX);
    System.arraycopy(path, 0, address, Short.BYTES, path.length);
    if (named) {
      address[Short.BYTES] = 0;
    }
    return address;
  }

  /// Sends one datagram, whole or not at all.
  ///
  /// @throws IOException where nobody receives, or whoever does has no room now
  synchronized void send(String text) throws IOException {
    if (descriptor < 0) {
      throw new IOException("closed");
    }
    calls.send(descriptor, text.getBytes(StandardCharsets.UTF_8), address);
  }

  @Override
  public synchronized void close() {
    if (descriptor >= 0) {
      calls.close(descriptor);
      descriptor = -1;
    }
  }

  /// What of the C library is needed.
  private record Calls(MethodHandle socket, MethodHandle sendto, MethodHandle close) {
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_OF_STATE =
        STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    @SuppressWarnings("restricted") // these are what the C library declares them to be
    static Calls link() throws IOException {
      try {
        Linker linker = Linker.nativeLinker();
        return new Calls(
            linker.downcallHandle(
                symbol(linker, "socket"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT),
                ERRNO),
            linker.downcallHandle(
                symbol(linker, "sendto"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT),
                ERRNO),
            linker.downcallHandle(
                symbol(linker, "close"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));
      } catch (UnsupportedOperationException | IllegalCallerException elsewhere) {
        throw new IOException("this JVM calls no C library: " + elsewhere.getMessage(), elsewhere);
      }
    }

    private static MemorySegment symbol(Linker linker, String name) throws IOException {
      SymbolLookup library = linker.defaultLookup();
      Optional<MemorySegment> found = library.find(name);
      return found.orElseThrow(() -> new IOException("the C library has no " + name));
    }

    int open() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = arena.allocate(STATE);
        int descriptor =
            (int)
                called(() ->
                    (int) socket.invokeExact(state, (int) AF_UNIX, DATAGRAM_CLOSED_ON_EXEC, 0));
        if (descriptor < 0) {
          throw failed("socket", state);
        }
        return descriptor;
      }
    }

    void send(int descriptor, byte[] text, byte[] address) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = arena.allocate(STATE);
        MemorySegment what = arena.allocateFrom(ValueLayout.JAVA_BYTE, text);
        MemorySegment to = arena.allocateFrom(ValueLayout.JAVA_BYTE, address);
        long sent =
            called(() ->
                (long)
                    sendto.invokeExact(
                        state, descriptor, what, (long) text.length, AT_ONCE, to, address.length));
        if (sent != text.length) {
          throw failed("sendto", state);
        }
      }
    }

    void close(int descriptor) {
      called(() -> (int) close.invokeExact(descriptor));
    }

    private static IOException failed(String call, MemorySegment state) {
      return new IOException(call + ": error " + (int) ERRNO_OF_STATE.get(state, 0L));
    }

    private static long called(Call call) {
      try {
        return call.call();
      } catch (RuntimeException | Error problem) {
        throw problem;
      } catch (Throwable other) {
        throw new IllegalStateException(other); // a call of C throws nothing
      }
    }
  }

  private interface Call {
    long call() throws Throwable;
  }
}
