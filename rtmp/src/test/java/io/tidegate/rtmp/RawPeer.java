package io.tidegate.rtmp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.amf.Amf0Value;
import io.tidegate.rtmp.chunk.ChunkReader;
import io.tidegate.rtmp.chunk.ChunkWriter;
import io.tidegate.rtmp.chunk.RawMessage;
import io.tidegate.rtmp.message.MessageParser;
import io.tidegate.rtmp.message.MessageWriter;
import io.tidegate.rtmp.message.RtmpMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Queue;

/// A peer on a plain socket that sends what a test wants, well formed or not.
final class RawPeer implements AutoCloseable {
  private static final int READ_TIMEOUT_MS = 30_000;

  private final Socket socket;
  private final ChunkWriter writer = new ChunkWriter(128);
  private final Queue<RtmpMessage> received = new ArrayDeque<>();
  private final ChunkReader reader =
      new ChunkReader(raw -> received.addAll(MessageParser.parse(raw)));

  RawPeer(int port) throws IOException {
    this(port, new Socket());
  }

  private RawPeer(int port, Socket unconnected) throws IOException {
    socket = unconnected;
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(READ_TIMEOUT_MS);
    socket.setTcpNoDelay(true);
  }

  /// A peer for which the kernel takes little that it does not read itself.
  static RawPeer narrow(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    return new RawPeer(port, socket);
  }

  /// A peer that is through its handshake and `connect`.
  static RawPeer connected(int port, String app) throws Exception {
    return new RawPeer(port).connect(app);
  }

  RawPeer connect(String app) throws Exception {
    handshake();
    command(0, "connect", 1, Amf0Value.Obj.of("app", app));
    await("_result");
    return this;
  }

  void handshake() throws IOException {
    raw(new ByteWriter().u8(3).fill(0, 1536).toBytes());
    read(3073);
    raw(new ByteWriter().fill(0, 1536).toBytes());
  }

  void raw(Bytes bytes) throws IOException {
    socket.getOutputStream().write(bytes.toByteArray());
  }

  Bytes read(int length) throws IOException {
    return Bytes.wrap(socket.getInputStream().readNBytes(length));
  }

  void send(RawMessage message) throws IOException {
    ByteWriter out = new ByteWriter();
    writer.write(4, message, out);
    raw(out.toBytes());
  }

  void command(int streamId, String name, double transaction, Amf0Value... arguments)
      throws IOException {
    send(MessageWriter.command(streamId, name, transaction, arguments));
  }

  void publish(String name) throws IOException {
    command(1, "publish", 5, Amf0Value.Null.INSTANCE, Amf0Value.of(name), Amf0Value.of("live"));
  }

  void play(String name) throws IOException {
    command(1, "play", 5, Amf0Value.Null.INSTANCE, Amf0Value.of(name));
  }

  /// The next message that is a command of this name.
  RtmpMessage.Command await(String name) throws Exception {
    while (true) {
      if (next() instanceof RtmpMessage.Command command && command.name().equals(name)) {
        return command;
      }
    }
  }

  /// The code of the next `onStatus`.
  String status() throws Exception {
    return await("onStatus").argument(1) instanceof Amf0Value.Keyed keyed
        ? keyed.text("code", "")
        : "";
  }

  RtmpMessage next() throws Exception {
    while (received.isEmpty()) {
      byte[] bytes = new byte[4096];
      int count = socket.getInputStream().read(bytes);
      if (count < 0) {
        throw new IOException("the server closed the connection");
      }
      reader.accept(Bytes.wrap(bytes, 0, count));
    }
    return received.remove();
  }

  /// The next audio or video message that holds more than a sequence header.
  RtmpMessage frame() throws Exception {
    while (true) {
      switch (next()) {
        case RtmpMessage.Audio audio when audio.body().u8(1) != 0 -> {
          return audio;
        }
        case RtmpMessage.Video video when video.body().u8(1) != 0 -> {
          return video;
        }
        default -> {}
      }
    }
  }

  /// True once the server has closed the connection.
  boolean isClosedByServer() throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // the answer before the end
      }
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
