package io.tidegate.gateway.syslog;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.tidegate.gateway.e2e.Certificates;
import io.tidegate.gateway.tls.Authorities;
import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against receivers on this machine.
@Timeout(300)
class SyslogSenderTest {
  private static final Duration PAUSE = Duration.ofMillis(20);

  @TempDir Path folder;

  /// Takes octet-counted messages, one connection after the other.
  private static final class Receiver implements AutoCloseable {
    final List<String> messages = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private volatile @Nullable Socket last;

    Receiver(ServerSocket server) {
      this.server = server;
      Thread.ofVirtual().start(this::accept);
    }

    static Receiver plain(int port) throws IOException {
      return new Receiver(new ServerSocket(port, 10, InetAddress.getLoopbackAddress()));
    }

    private void accept() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          last = socket;
          read(socket.getInputStream());
        } catch (IOException closed) {
          // the next one
        }
      }
    }

    private void read(InputStream input) throws IOException {
      StringBuilder length = new StringBuilder();
      for (int sign = input.read(); sign >= 0; sign = input.read()) {
        if (sign == ' ') {
          byte[] message = input.readNBytes(Integer.parseInt(length.toString()));
          messages.add(new String(message, StandardCharsets.UTF_8));
          length.setLength(0);
        } else {
          length.append((char) sign);
        }
      }
    }

    int port() {
      return server.getLocalPort();
    }

    void cut() throws IOException {
      Socket socket = last;
      if (socket != null) {
        socket.close();
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      cut();
    }
  }

  private static SyslogSender sender(SyslogTarget target, SSLSocketFactory tls, int most) {
    SyslogSender sender = new SyslogSender(target, tls, most, PAUSE, PAUSE);
    sender.start();
    return sender;
  }

  private static SyslogSender sender(SyslogTarget.Transport transport, int port) {
    return sender(
        new SyslogTarget(transport, "127.0.0.1", port),
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        100);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void messagesComeCountedAndInTheirOrder() throws Exception {
    try (Receiver receiver = Receiver.plain(0);
        SyslogSender sender = sender(SyslogTarget.Transport.TCP, receiver.port())) {
      IntStream.range(0, 50).forEach(i -> sender.offer(bytes("grün " + i)));
      await("all").until(() -> receiver.messages.size() == 50);
      assertThat(receiver.messages.getFirst()).isEqualTo("grün 0");
      assertThat(receiver.messages.getLast()).isEqualTo("grün 49");
      await("all are counted").until(() -> sender.sent() == 50);
      assertThat(sender.dropped()).isZero();
    }
  }

  @Test
  void itConnectsAgainAfterTheReceiverWasAway() throws Exception {
    int port = Ports.free();
    Receiver first = Receiver.plain(port);
    try (SyslogSender sender = sender(SyslogTarget.Transport.TCP, port)) {
      sender.offer(bytes("one"));
      await("the first").until(() -> first.messages.contains("one"));
      first.close();
      await("it is found out")
          .until(() -> {
            sender.offer(bytes("lost, maybe"));
            return sender.problem() != null;
          });
      try (Receiver second = Receiver.plain(port)) {
        sender.offer(bytes("two"));
        await("the second").until(() -> second.messages.contains("two"));
        await("nothing is wrong any more").until(() -> sender.problem() == null);
      }
    }
  }

  @Test
  void whatHasNoRoomIsDroppedAndCounted() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    SyslogTarget nobody = new SyslogTarget(SyslogTarget.Transport.TCP, "127.0.0.1", port);
    SyslogSender sender =
        new SyslogSender(nobody, SSLContext.getDefault().getSocketFactory(), 5, PAUSE, PAUSE);
    for (int i = 0; i < 8; i++) {
      sender.offer(bytes("x"));
    }
    assertThat(sender.waiting()).isEqualTo(5);
    assertThat(sender.dropped()).isEqualTo(3);
    sender.start();
    await("nobody answers").until(() -> sender.problem() != null);
    sender.close();
    sender.offer(bytes("after the end"));
    assertThat(sender.dropped()).isEqualTo(4);
  }

  @Test
  void datagramsCarryOneMessageEach() throws Exception {
    try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        SyslogSender sender = sender(SyslogTarget.Transport.UDP, receiver.getLocalPort())) {
      receiver.setSoTimeout(30_000);
      sender.offer(bytes("hello"));
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      receiver.receive(packet);
      assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
          .isEqualTo("hello");
      assertThat(sender.mostBytes()).isEqualTo(2_048);
    }
  }

  /// By the JDK's keytool store of the certificate that openssl has made.
  private SSLContext identity(Path certificate, Path key) throws Exception {
    Path store = folder.resolve("identity.p12");
    io.tidegate.media.testing.Tool.run(
        60,
        "openssl",
        ("pkcs12 -export -passout pass:secret -in "
                + certificate
                + " -inkey "
                + key
                + " -out "
                + store)
            .split(" "));
    java.security.KeyStore keys =
        java.security.KeyStore.getInstance(store.toFile(), "secret".toCharArray());
    javax.net.ssl.KeyManagerFactory managers =
        javax.net.ssl.KeyManagerFactory.getInstance(
            javax.net.ssl.KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void overTlsTheReceiverHasToBeWhomWeTrust() throws Exception {
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Certificates.make(certificate, key, "logs");
    ServerSocket server =
        identity(certificate, key)
            .getServerSocketFactory()
            .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    try (Receiver receiver = new Receiver(server)) {
      SyslogTarget target =
          new SyslogTarget(SyslogTarget.Transport.TLS, "127.0.0.1", receiver.port());
      try (SyslogSender stranger = sender(target, Authorities.socketFactory(null), 100)) {
        stranger.offer(bytes("secret"));
        await("it is refused").until(() -> stranger.problem() != null);
        assertThat(stranger.problem()).contains("SSLHandshake");
      }
      SyslogTarget otherName =
          new SyslogTarget(SyslogTarget.Transport.TLS, "127.0.0.2", receiver.port());
      try (SyslogSender elsewhere =
          sender(otherName, Authorities.socketFactory(certificate), 100)) {
        elsewhere.offer(bytes("secret"));
        await("it is refused").until(() -> elsewhere.problem() != null);
      }
      assertThat(receiver.messages).isEmpty();
      try (SyslogSender sender = sender(target, Authorities.socketFactory(certificate), 100)) {
        sender.offer(bytes("hello"));
        await("it comes").until(() -> receiver.messages.contains("hello"));
      }
    }
  }

  @Test
  void theLogIsSentWithItsStackInOneMessage() throws Exception {
    try (Receiver receiver = Receiver.plain(0);
        SyslogSender sender = sender(SyslogTarget.Transport.TCP, receiver.port())) {
      SyslogAppender appender = new SyslogAppender(sender, new SyslogMessage(16, "h", "1", "1"));
      appender.start();
      LoggerContext context = new LoggerContext();
      LoggingEvent event =
          new LoggingEvent(
              "x",
              context.getLogger("io.tidegate.Some"),
              Level.ERROR,
              "stream {} broke",
              new IllegalStateException("why\nnot"),
              new Object[] {"a\nb"});
      appender.doAppend(event);
      await("it comes").until(() -> receiver.messages.size() == 1);
      assertThat(receiver.messages.getFirst())
          .startsWith("<131>1 ")
          .contains(
              " tidegate 1 Some [",
              "stream a\\nb broke\\njava.lang.IllegalStateException: why\\nnot")
          .doesNotContain("\n");
    }
  }
}
