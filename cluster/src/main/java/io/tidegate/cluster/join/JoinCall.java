package io.tidegate.cluster.join;

import io.tidegate.cluster.pki.Credentials;
import io.tidegate.cluster.pki.NodeTls;
import io.tidegate.cluster.pki.P256;
import io.tidegate.cluster.pki.Revocation;
import io.tidegate.cluster.pki.SigningRequest;
import io.tidegate.cluster.tunnel.Applications;
import io.tidegate.cluster.tunnel.Peer;
import io.tidegate.cluster.tunnel.PeerConnection;
import java.io.IOException;
import java.io.Serial;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/// Brings a join token to a node of the cluster. Stateless; blocks.
public final class JoinCall {
  private static final int TIMEOUT_MS = 10_000;
  private static final int ATTEMPTS = 3;

  private JoinCall() {}

  /// What a node has after it has joined. Immutable.
  ///
  /// @param credentials its own
  /// @param peers all nodes, this one among them
  /// @param revocations of all times
  /// @param secret of Hazelcast
  public record Joined(
      Credentials credentials, List<Peer> peers, List<Revocation> revocations, String secret) {
    public Joined {
      peers = List.copyOf(peers);
      revocations = List.copyOf(revocations);
    }

    @Override
    public String toString() {
      return "Joined[" + credentials + ", hidden secret]";
    }
  }

  /// What the new node says about itself.
  ///
  /// @param name what people call it
  /// @param host where others reach it, empty for the address that it calls from
  /// @param port of its relay
  public record Self(String name, Optional<String> host, int port) {}

  /// @param relay of a node of the cluster
  /// @throws JoinRefusedException when the cluster does not want it
  /// @throws IOException when it cannot be reached, or is not the token's cluster
  public static Joined call(InetSocketAddress relay, JoinToken token, Self self, Clock clock)
      throws IOException, GeneralSecurityException {
    KeyPair pair = P256.generate();
    Message request =
        Message.of("JOIN")
            .with("token", token.id())
            .with("name", self.name())
            .with("port", Integer.toString(self.port()))
            .with("request", Base64.getEncoder().encodeToString(SigningRequest.make(pair)));
    if (self.host().isPresent()) {
      request = request.with("host", self.host().get());
    }
    PinnedTrust trust = new PinnedTrust(token.fingerprint(), clock);
    request = JoinProof.add(Release.tell(request), token.digest(), "");
    NodeTls tls = NodeTls.withoutCertificate(trust);
    for (int attempt = 1; ; attempt++) {
      try {
        return joined(ask(relay, request, token, tls, trust), pair, token);
      } catch (LostException lost) {
        // the token may be used by now: the same question has the same answer for a while
        if (attempt == ATTEMPTS) {
          throw lost;
        }
      }
    }
  }

  private static Message ask(
      InetSocketAddress relay, Message request, JoinToken token, NodeTls tls, PinnedTrust trust)
      throws IOException, GeneralSecurityException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(relay.getHostString(), relay.getPort()), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      try (SSLSocket secured = tls.client(socket, Applications.JOIN)) {
        secured.startHandshake();
        trust.require(NodeTls.peerChain(secured));
        request.write(secured.getOutputStream());
        Message reply = read(secured);
        Joining.throwIfRefused(reply);
        if (!JoinProof.isRight(reply, token.digest(), JoinProof.in(request))) {
          throw new ProtocolException("the answer is not of the cluster that made the token");
        }
        return reply;
      }
    }
  }

  /// The question was sent, and no answer came.
  private static final class LostException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    LostException(IOException cause) {
      super("the cluster does not answer: " + cause.getMessage(), cause);
    }
  }

  private static Message read(SSLSocket secured) throws IOException {
    try {
      return Message.read(secured.getInputStream());
    } catch (Message.EarlyEndException early) {
      throw new LostException(early);
    } catch (ProtocolException wrong) {
      throw wrong;
    } catch (IOException lost) {
      throw new LostException(lost);
    }
  }

  private static Joined joined(Message reply, KeyPair pair, JoinToken token)
      throws IOException, GeneralSecurityException {
    X509Certificate authority = certificate(reply.require("authority"));
    if (!P256.fingerprint(authority).equals(token.fingerprint())) {
      throw new ProtocolException("the answer is of another authority");
    }
    Credentials credentials =
        new Credentials(pair.getPrivate(), certificate(reply.require("certificate")), authority);
    return new Joined(
        credentials,
        reply.all("peer").stream().flatMap(line -> Peer.parse(line).stream()).toList(),
        reply.all("revoked").stream().flatMap(line -> Revocation.parse(line).stream()).toList(),
        reply.require("secret"));
  }

  /// A new certificate for the same key.
  public static X509Certificate renew(KeyPair pair, Joining.Calls authority)
      throws IOException, GeneralSecurityException {
    Message request =
        Message.of("RENEW")
            .with("request", Base64.getEncoder().encodeToString(SigningRequest.make(pair)));
    try (PeerConnection connection = authority.open()) {
      connection.limit(Joining.ANSWER);
      request.write(connection.output());
      Message reply = Message.read(connection.input());
      Joining.throwIfRefused(reply);
      return certificate(reply.require("certificate"));
    }
  }

  private static X509Certificate certificate(String base64) throws GeneralSecurityException {
    try {
      return P256.certificate(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException broken) {
      throw new GeneralSecurityException("no certificate", broken);
    }
  }
}
