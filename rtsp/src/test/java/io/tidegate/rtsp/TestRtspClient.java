package io.tidegate.rtsp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.Interleaved;
import io.tidegate.rtsp.message.RtspMessage;
import io.tidegate.rtsp.message.RtspReader;
import io.tidegate.rtsp.message.RtspRequest;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.RtspWriter;
import io.tidegate.rtsp.message.SessionHeader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Queue;

/// A client on a plain socket that sends what a test wants, well formed or not.
final class TestRtspClient implements AutoCloseable {
  private static final int READ_TIMEOUT_MS = 30_000;

  private final Socket socket;
  private final Queue<RtspMessage> received = new ArrayDeque<>();
  private final RtspReader reader = new RtspReader(received::add);
  private final String url;
  private int number;
  private @Nullable String session;

  TestRtspClient(TestRtspServer server) throws IOException {
    this(server, new Socket());
  }

  private TestRtspClient(TestRtspServer server, Socket unconnected) throws IOException {
    socket = unconnected;
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port));
    socket.setSoTimeout(READ_TIMEOUT_MS);
    socket.setTcpNoDelay(true);
    url = server.url();
  }

  /// A client for which the kernel takes little that it does not read itself.
  static TestRtspClient narrow(TestRtspServer server) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    return new TestRtspClient(server, socket);
  }

  String url() {
    return url;
  }

  void raw(String text) throws IOException {
    raw(Bytes.of(text, UTF_8));
  }

  void raw(Bytes bytes) throws IOException {
    socket.getOutputStream().write(bytes.toByteArray());
  }

  void packet(int channel, Bytes payload) throws IOException {
    raw(RtspWriter.bytes(new Interleaved(channel, payload)));
  }

  /// The answer to a request for the stream.
  RtspResponse ask(String method, String... headers) throws Exception {
    return askAt(method, url, Bytes.EMPTY, headers);
  }

  /// @param headers names and values in turn
  RtspResponse askAt(String method, String uri, Bytes body, String... headers) throws Exception {
    send(method, uri, body, headers);
    return response();
  }

  void send(String method, String uri, Bytes body, String... headers) throws IOException {
    number++;
    Headers all = Headers.NONE.with("CSeq", Integer.toString(number));
    if (session != null) {
      all = all.with("Session", session);
    }
    for (int i = 0; i < headers.length; i += 2) {
      all = all.with(headers[i], headers[i + 1]);
    }
    raw(RtspWriter.bytes(new RtspRequest(method, uri, "RTSP/1.0", all, body)));
  }

  RtspResponse setUp(int track, String transport) throws Exception {
    return askAt("SETUP", url + "/trackID=" + track, Bytes.EMPTY, "Transport", transport);
  }

  /// Both tracks over TCP, and PLAY.
  RtspResponse play() throws Exception {
    setUp(1, "RTP/AVP/TCP;unicast;interleaved=0-1");
    setUp(2, "RTP/AVP/TCP;unicast;interleaved=2-3");
    return ask("PLAY", "Range", "npt=0.000-");
  }

  /// The next answer; packets before it are lost.
  RtspResponse response() throws Exception {
    while (true) {
      if (next() instanceof RtspResponse response) {
        String named = response.headers().first("Session");
        session = named == null ? session : SessionHeader.parse(named).id();
        return response;
      }
    }
  }

  /// The next packet; answers before it are lost.
  Interleaved packet() throws Exception {
    while (true) {
      if (next() instanceof Interleaved packet) {
        return packet;
      }
    }
  }

  RtspMessage next() throws IOException, MalformedException {
    byte[] piece = new byte[4096];
    while (received.isEmpty()) {
      int count = socket.getInputStream().read(piece);
      if (count < 0) {
        throw new IOException("the server closed the connection");
      }
      reader.accept(Bytes.copyOf(piece, 0, count));
    }
    return received.remove();
  }

  /// Reads until the server closes.
  void awaitEnd() throws Exception {
    byte[] piece = new byte[4096];
    int count = 0;
    while (count >= 0) {
      try {
        count = socket.getInputStream().read(piece);
      } catch (java.net.SocketTimeoutException late) {
        throw late;
      } catch (IOException reset) {
        return;
      }
    }
  }

  /// Null forgets it.
  void session(@Nullable String other) {
    session = other;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
