package io.tidegate.srt.lib;

import io.tidegate.media.Bytes;
import java.net.InetSocketAddress;

/// A caller on libsrt that blocks. One thread.
public final class TestPeer implements AutoCloseable {
  /// Seven packets of MPEG-TS.
  public static final int MESSAGE_BYTES = 1_316;

  /// For connections whose every message is counted: a machine that stalls makes some come late,
  /// none is dropped for that. Both ends must say so.
  static final SrtSettings EVERY_MESSAGE =
      SrtSettings.builder().set(SrtOption.TLPKTDROP, false).build();

  /// libsrt's own three seconds are for networks, not for busy machines.
  private static final SrtSettings PATIENT =
      SrtSettings.builder().set(SrtOption.CONNTIMEO, 20_000).build();

  private final SrtSocket socket;
  private final NativeBlock buffer = new NativeBlock(MESSAGE_BYTES);

  private TestPeer(SrtSocket socket) {
    this.socket = socket;
  }

  public static TestPeer connected(InetSocketAddress to, String streamId) throws SrtException {
    return connected(to, SrtSettings.builder().set(SrtOption.STREAMID, streamId).build());
  }

  /// @throws SrtException also when refused; [#refusal] is for that
  public static TestPeer connected(InetSocketAddress to, SrtSettings settings) throws SrtException {
    SrtSocket socket = InstalledLibrary.get().open();
    try {
      socket.set(PATIENT.with(settings));
      socket.connect(to);
      return new TestPeer(socket);
    } catch (SrtException refused) {
      socket.close();
      throw refused;
    }
  }

  /// The code that a caller with `settings` is refused with.
  public static SrtRejection refusal(InetSocketAddress to, SrtSettings settings)
      throws SrtException {
    try (SrtSocket socket = InstalledLibrary.get().open()) {
      socket.set(PATIENT.with(settings));
      try {
        socket.connect(to);
      } catch (SrtException _) {
        return socket.rejection();
      }
      throw new AssertionError("was let in");
    }
  }

  public SrtSocket socket() {
    return socket;
  }

  /// Sends `payload`, cut into messages.
  public void send(Bytes payload) throws SrtException {
    for (int at = 0; at < payload.length(); at += MESSAGE_BYTES) {
      int count = Math.min(MESSAGE_BYTES, payload.length() - at);
      buffer.buffer().put(0, payload.slice(at, count).toByteArray());
      socket.send(buffer.address(), count);
    }
  }

  @Override
  public void close() {
    socket.close();
    buffer.close();
  }
}
