package io.tidegate.bench.soak;

import io.tidegate.media.Bytes;
import io.tidegate.srt.lib.NativeBlock;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtLibrary;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtSettings;
import io.tidegate.srt.lib.SrtSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// One caller on libsrt, connected. Confined to one thread, which may wait in [#connect].
final class SoakCaller implements AutoCloseable {
  private static final int LARGEST_MESSAGE = 1500;
  private static final int LATENCY_MS = 120;

  private final SrtSocket socket;
  private final NativeBlock message = new NativeBlock(LARGEST_MESSAGE);

  private SoakCaller(SrtSocket socket) {
    this.socket = socket;
  }

  /// @param passphrase empty for none
  /// @throws SrtException when it is refused
  static SoakCaller connect(SrtLibrary.Loaded library, int port, String streamId, String passphrase)
      throws SrtException {
    SrtSettings.Builder settings =
        SrtSettings.builder().set(SrtOption.LATENCY, LATENCY_MS).set(SrtOption.STREAMID, streamId);
    if (!passphrase.isEmpty()) {
      settings.set(SrtOption.PASSPHRASE, passphrase);
    }
    SrtSocket socket = library.open();
    try {
      socket.set(settings.build());
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      socket.setNonBlocking();
      return new SoakCaller(socket);
    } catch (SrtException refused) {
      socket.close();
      throw refused;
    }
  }

  /// Sends what fits in libsrt's buffer.
  void send(List<Bytes> messages) throws SrtException {
    for (Bytes bytes : messages) {
      message.buffer().put(0, bytes.toByteArray());
      socket.send(message.address(), bytes.length());
    }
  }

  /// Bytes of what has come.
  long drain() throws SrtException {
    long sum = 0;
    int count = socket.receive(message.address(), LARGEST_MESSAGE);
    while (count > 0) {
      sum += count;
      count = socket.receive(message.address(), LARGEST_MESSAGE);
    }
    return sum;
  }

  @Override
  public void close() {
    socket.close();
    message.close();
  }
}
