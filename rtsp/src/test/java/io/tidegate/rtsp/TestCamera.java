package io.tidegate.rtsp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.rtsp.message.Authorization;
import io.tidegate.rtsp.message.Challenge;
import io.tidegate.rtsp.message.Credentials;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.Interleaved;
import io.tidegate.rtsp.message.Method;
import io.tidegate.rtsp.message.PortPair;
import io.tidegate.rtsp.message.RtspMessage;
import io.tidegate.rtsp.message.RtspReader;
import io.tidegate.rtsp.message.RtspRequest;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.RtspWriter;
import io.tidegate.rtsp.message.TransportHeader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A camera on loopback that sends a tiny H.264 picture 25 times a second, and has whatever fault
/// is asked of it. Below our own client: plain sockets and threads.
class TestCamera implements AutoCloseable {
  private static final Headers NONE = Headers.NONE;

  final List<RtspRequest> requests = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  volatile @Nullable Challenge challenge;
  volatile Credentials login = Credentials.NONE;
  volatile boolean withAudio;
  volatile boolean gone;
  volatile boolean tunnelOnly;
  volatile boolean refusesTcp;
  volatile boolean refusesUdp;
  volatile boolean sendsMedia = true;
  volatile boolean sendsBeforeAnswer;
  volatile String offered = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER";
  volatile String refusedMethod = "";
  volatile int refusedStatus = 405;

  /// PLAY is refused at other URLs than those that end so.
  volatile String playsAt = "";

  volatile String serverName = "";
  volatile String sprop =
      Base64.getEncoder().encodeToString(SyntheticStreams.AVC_SPS.toByteArray())
          + ","
          + Base64.getEncoder().encodeToString(SyntheticStreams.AVC_PPS.toByteArray());
  volatile String sessionTimeout = "60";
  volatile @Nullable String redirect;

  final int port;
  private final ServerSocket server;
  private final DatagramSocket rtp;
  private final Map<String, Talk> tunnels = new ConcurrentHashMap<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService pacing = Executors.newSingleThreadScheduledExecutor();

  TestCamera() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    this.port = server.getLocalPort();
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "rtsp://127.0.0.1:" + port + "/cam";
  }

  /// How often this was asked, at whatever URL.
  long count(String method) {
    return requests.stream().filter(request -> request.method().equals(method)).count();
  }

  /// Every connection breaks.
  void hangUp() {
    open.forEach(TestCamera::closeQuietly);
  }

  @Override
  public void close() {
    closeQuietly(server);
    hangUp();
    pacing.shutdownNow();
    rtp.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        if (gone) {
          closeQuietly(socket);
          continue;
        }
        open.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void serve(Socket socket) {
    Talk talk = new Talk(socket);
    RtspReader reader = new RtspReader(talk::message);
    byte[] piece = new byte[4096];
    try {
      for (int count; (count = socket.getInputStream().read(piece)) > 0; ) {
        Bytes bytes = Bytes.copyOf(piece, 0, count);
        int at = 0; // a tunnel may begin in the middle
        while (at < count && talk.tunnel == null) {
          reader.accept(bytes.slice(at, 1));
          at++;
        }
        Talk through = talk.tunnel;
        if (through != null) {
          through.tunnelled.accept(talk.decoded(bytes.slice(at)));
        }
      }
    } catch (IOException | MalformedException _) {
      // gone
    }
    closeQuietly(socket);
  }

  private static void closeQuietly(AutoCloseable open) {
    try {
      open.close();
    } catch (Exception _) {
      // so be it
    }
  }

  /// The parameter sets in the description, as most cameras do.
  private Bytes description() {
    String video =
        "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;"
            + "sprop-parameter-sets="
            + sprop
            + "\r\na=control:trackID=1\r\n";
    String audio =
        "m=audio 0 RTP/AVP 97\r\n"
            + "a=rtpmap:97 MPEG4-GENERIC/48000/2\r\n"
            + "a=fmtp:97"
            + " mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=1190\r\n"
            + "a=control:trackID=2\r\n";
    String session = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=test\r\nt=0 0\r\na=control:*\r\n";
    return Bytes.of(session + video + (withAudio ? audio : ""), UTF_8);
  }

  /// One connection.
  private final class Talk {
    private final Socket socket;
    private int frames;
    private @Nullable PortPair clientPorts;
    private int channel;

    /// The answering half of a tunnel whose asking half this is.
    private volatile @Nullable Talk tunnel;

    private final RtspReader tunnelled = new RtspReader(this::message);
    private String undecoded = "";

    Talk(Socket socket) {
      this.socket = socket;
    }

    /// Base64 in whatever pieces.
    private Bytes decoded(Bytes piece) {
      String text = undecoded + piece.text(UTF_8);
      int whole = text.length() / 4 * 4;
      undecoded = text.substring(whole);
      return Bytes.wrap(Base64.getMimeDecoder().decode(text.substring(0, whole)));
    }

    void message(RtspMessage message) {
      if (message instanceof RtspRequest request && request.version().startsWith("HTTP/")) {
        http(request);
      } else if (message instanceof RtspRequest request) {
        requests.add(request);
        if (!pacing.isShutdown()) {
          pacing.execute(() -> send(answer(request)));
        }
      }
    }

    private void http(RtspRequest request) {
      Challenge asked = challenge;
      String cookie = String.valueOf(request.headers().first("x-sessioncookie"));
      if (!tunnelOnly) {
        send(http(405, "Method Not Allowed", NONE));
      } else if (asked != null && !knows(request)) {
        send(http(401, "Unauthorized", NONE.with("WWW-Authenticate", asked.toString())));
      } else if (request.method().equals("GET")) {
        tunnels.put(cookie, this);
        send(http(200, "OK", NONE.with("Content-Type", "application/x-rtsp-tunnelled")));
      } else {
        tunnel = tunnels.get(cookie);
      }
    }

    private static RtspResponse http(int status, String reason, Headers headers) {
      return new RtspResponse("HTTP/1.0", status, reason, headers, Bytes.EMPTY);
    }

    private RtspResponse answer(RtspRequest request) {
      Headers headers = NONE.with("CSeq", String.valueOf(request.headers().first("CSeq")));
      Challenge asked = challenge;
      if (asked != null && !request.method().equals(Method.OPTIONS) && !knows(request)) {
        return answer(401, "Unauthorized", headers.with("WWW-Authenticate", asked.toString()));
      }
      boolean plays = !request.method().equals(Method.PLAY) || request.uri().endsWith(playsAt);
      if (request.method().equals(refusedMethod) || !plays) {
        return answer(refusedStatus, "Refused", headers);
      }
      return switch (request.method()) {
        case Method.OPTIONS -> answer(200, "OK", headers.with("Public", offered));
        case Method.DESCRIBE -> describe(headers);
        case Method.SETUP -> setUp(request, headers);
        case Method.PLAY -> play(headers);
        default -> answer(200, "OK", headers);
      };
    }

    private boolean knows(RtspRequest request) {
      Authorization given = Authorization.parse(request.headers().first("Authorization"));
      Challenge.Digest ours =
          challenge instanceof Challenge.Digest digest
              ? digest
              : (Challenge.Digest)
                  Challenge.parseAll(List.of("Digest realm=\"a\", nonce=\"b\"")).getFirst();
      return given != null && given.matches(login, ours, request.method());
    }

    private RtspResponse describe(Headers headers) {
      String elsewhere = redirect;
      if (elsewhere != null) {
        return answer(302, "Moved Temporarily", headers.with("Location", elsewhere));
      }
      Headers more = headers.with("Content-Type", "application/sdp").with("Server", serverName);
      return new RtspResponse(200, "OK", more.with("Content-Base", url() + "/"), description());
    }

    private RtspResponse setUp(RtspRequest request, Headers headers) {
      TransportHeader wanted;
      try {
        wanted = TransportHeader.first(String.valueOf(request.headers().first("Transport")));
      } catch (MalformedException broken) {
        throw new IllegalStateException(broken);
      }
      if (wanted.isTcp() ? refusesTcp : refusesUdp) {
        return answer(461, "Unsupported Transport", headers);
      }
      TransportHeader agreed = wanted;
      if (request.uri().endsWith("trackID=1")) {
        clientPorts = wanted.clientPorts();
        PortPair channels = wanted.interleaved();
        channel = channels == null ? 0 : channels.rtp();
      }
      if (!wanted.isTcp()) {
        agreed = wanted.withServerPorts(new PortPair(rtp.getLocalPort(), rtp.getLocalPort()));
      }
      return answer(
          200,
          "OK",
          headers
              .with("Session", " 4711;timeout=" + sessionTimeout)
              .with("Transport", agreed.toString()));
    }

    private RtspResponse play(Headers headers) {
      if (sendsBeforeAnswer) {
        frame();
        frame();
      }
      if (sendsMedia) {
        var _ = pacing.scheduleAtFixedRate(this::frame, 10, 40, TimeUnit.MILLISECONDS);
      }
      return answer(200, "OK", headers);
    }

    private static RtspResponse answer(int status, String reason, Headers headers) {
      return new RtspResponse(status, reason, headers, Bytes.EMPTY);
    }

    /// Every frame is a key frame of one NAL unit.
    private void frame() {
      ByteWriter packet = new ByteWriter();
      packet.u8(0x80).u8(0x80 | 96).u16(frames & 0xFFFF).u32(frames * 3_600L).u32(0x1234);
      packet.write(Bytes.ofHex("658884003ffeef00112233"));
      frames++;
      Bytes bytes = packet.toBytes();
      PortPair ports = clientPorts;
      if (ports == null) {
        send(new Interleaved(channel, bytes));
        return;
      }
      try {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        rtp.send(new DatagramPacket(bytes.toByteArray(), bytes.length(), loopback, ports.rtp()));
      } catch (IOException _) {
        // closed
      }
    }

    /// On the pacing thread, where messages and packets do not mix.
    private void send(RtspMessage message) {
      try {
        socket.getOutputStream().write(RtspWriter.bytes(message).toByteArray());
      } catch (IOException _) {
        // gone
      }
    }
  }
}
