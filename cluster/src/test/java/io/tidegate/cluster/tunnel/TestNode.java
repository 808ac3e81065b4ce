package io.tidegate.cluster.tunnel;

import io.tidegate.cluster.pki.Authority;
import io.tidegate.cluster.pki.Credentials;
import io.tidegate.cluster.pki.NodeTls;
import io.tidegate.cluster.pki.P256;
import io.tidegate.cluster.pki.PeerCheck;
import io.tidegate.cluster.pki.PrivateFiles;
import io.tidegate.cluster.pki.Revocations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A node without Hazelcast, with addresses of loopback for itself alone: in its place, a server
/// sends back what it gets. All nodes of a test are in one process.
public final class TestNode implements AutoCloseable {
  /// In all views the same, as Hazelcast's is; free in the first.
  private final int memberPort;

  public final int number;
  public final PrivateFiles files;
  public final PeerBook book;
  public final Revocations revocations;
  public final Tunnel tunnel;
  public final AtomicInteger memberConnections = new AtomicInteger();
  private final ServerSocket member;
  private final Thread acceptor;

  public TestNode(Authority authority, int number, Path folder, int memberPort, Applications served)
      throws Exception {
    this(credentials(authority, number), number, folder, memberPort, served);
  }

  public TestNode(
      Credentials credentials, int number, Path folder, int memberPort, Applications served)
      throws Exception {
    this.number = number;
    this.memberPort = memberPort;
    files = new PrivateFiles(folder);
    book = PeerBook.open(files);
    revocations = Revocations.open(files);
    PeerCheck check =
        new PeerCheck(credentials.authority(), revocations::contains, Clock.systemUTC());
    TunnelOptions options =
        new TunnelOptions(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            memberPort,
            this::alias,
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            Duration.ofMillis(50));
    tunnel =
        new Tunnel(
            number,
            options,
            new NodeTls(() -> credentials, check),
            check,
            new Tunnel.Trusted(book, revocations),
            served);
    member = new ServerSocket();
    member.bind(new InetSocketAddress(alias(number), memberPort));
    acceptor = Thread.ofPlatform().daemon().start(this::acceptMembers);
    tunnel.start();
  }

  public static Credentials credentials(Authority authority, int number) throws Exception {
    KeyPair pair = P256.generate();
    return new Credentials(
        pair.getPrivate(),
        authority.issue(pair.getPublic(), number, id(number), Instant.now()),
        authority.certificate());
  }

  public static String id(int number) {
    return "%032x".formatted(number);
  }

  /// Where this node reaches the member of another.
  public InetAddress alias(int other) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 78, (byte) number, (byte) other});
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public Socket member(int other) throws IOException {
    return new Socket(alias(other), memberPort);
  }

  public Peer peer() {
    return new Peer(number, id(number), "n" + number, "127.0.0.1", tunnel.address().getPort());
  }

  private void acceptMembers() {
    while (!member.isClosed()) {
      try {
        Socket socket = member.accept();
        memberConnections.incrementAndGet();
        Thread.ofVirtual().start(() -> echo(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException _) {
      // the test has ended it
    }
  }

  public static final Applications NONE = new Applications(Map.of(), Map.of());

  @Override
  public void close() {
    tunnel.close();
    Wire.closeQuietly(member);
    try {
      acceptor.join(); // until then its address is in use
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
