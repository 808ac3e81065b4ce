package io.tidegate.cluster.join;

import io.tidegate.cluster.pki.Authority;
import io.tidegate.cluster.pki.NodeName;
import io.tidegate.cluster.pki.PrivateFiles;
import io.tidegate.cluster.pki.Revocation;
import io.tidegate.cluster.pki.Revocations;
import io.tidegate.cluster.pki.SigningRequest;
import io.tidegate.cluster.tunnel.Peer;
import io.tidegate.cluster.tunnel.PeerBook;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.net.ProtocolException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets nodes in, at the node that holds the authority, and renews their certificates. Any thread;
/// waits for the disk.
public final class JoinDesk {
  private static final Logger log = LoggerFactory.getLogger(JoinDesk.class);
  private static final String NUMBERS = "last-number";
  private static final int ID_BYTES = 16;

  /// So long the same question has the same answer.
  private static final Duration AGAIN = Duration.ofMinutes(5);

  private static final int MAX_ANSWERS = 16;

  private record Answer(Message reply, Instant until) {}

  private final Authority authority;
  private final JoinTokens tokens;
  private final Known known;
  private final PrivateFiles files;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<String, Answer> answers = new LinkedHashMap<>();

  /// What a new node is told.
  ///
  /// @param book of all nodes
  /// @param revocations of all times
  /// @param secret of Hazelcast
  public record Known(PeerBook book, Revocations revocations, String secret) {
    @Override
    public String toString() {
      return "Known[hidden secret]";
    }
  }

  public JoinDesk(
      Authority authority, JoinTokens tokens, Known known, PrivateFiles files, Clock clock) {
    this.authority = authority;
    this.tokens = tokens;
    this.known = known;
    this.files = files;
    this.clock = clock;
  }

  /// The next number, which nobody had before.
  ///
  /// @throws JoinRefusedException when there is none
  public int nextNumber() throws IOException {
    lock.lock();
    try {
      int last = files.read(NUMBERS).map(text -> Integer.parseInt(text.strip())).orElse(1);
      for (Peer peer : known.book().all()) { // the file may be of a backup
        last = Math.max(last, peer.number());
      }
      for (Revocation one : known.revocations().all()) {
        last = Math.max(last, one.number());
      }
      if (last >= NodeName.MAX_NUMBER) {
        throw new JoinRefusedException(JoinRefusal.FULL);
      }
      files.write(NUMBERS, (last + 1) + "\n");
      return last + 1;
    } finally {
      lock.unlock();
    }
  }

  /// A random one.
  public static String newId() {
    byte[] id = new byte[ID_BYTES];
    new SecureRandom().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  /// @return JOINED with all that the node needs
  Message join(Message request, String caller) throws JoinRefusedException {
    Release.require(request);
    try {
      String token = request.require("token");
      String digest =
          tokens
              .digest(token)
              .filter(one -> JoinProof.isRight(request, one, ""))
              .orElseThrow(() -> new JoinRefusedException(JoinRefusal.WRONG_TOKEN));
      Optional<Message> before = answered(JoinProof.in(request));
      if (before.isPresent()) {
        return before.get();
      }
      refuse(tokens.look(token)); // a wrong one shall not cost a number
      PublicKey key = key(request);
      String name = request.require("name");
      String host = request.first("host").or(() -> request.first(JoinProof.CALLER)).orElse(caller);
      int port = Integer.parseInt(request.require("port"));
      Peer asked = new Peer(1, newId(), name, host, port);
      Message reply = JoinProof.add(joined(token, key, asked), digest, JoinProof.in(request));
      keep(JoinProof.in(request), reply);
      return reply;
    } catch (ProtocolException | IllegalArgumentException | GeneralSecurityException wrong) {
      throw new JoinRefusedException(
          JoinRefusal.NOT_UNDERSTOOD,
          JoinRefusal.NOT_UNDERSTOOD.words() + ": " + wrong.getMessage());
    } catch (JoinRefusedException refused) {
      throw refused;
    } catch (IOException disk) {
      log.error("a node cannot join: {}", disk.toString());
      throw new JoinRefusedException(JoinRefusal.NOT_SAVED);
    }
  }

  private static PublicKey key(Message request) throws ProtocolException, GeneralSecurityException {
    return SigningRequest.verify(Base64.getDecoder().decode(request.require("request")));
  }

  /// What was answered to the same question not long ago: the answer may not have come.
  private Optional<Message> answered(String proof) {
    lock.lock();
    try {
      return Optional.ofNullable(answers.get(proof))
          .filter(one -> clock.instant().isBefore(one.until()))
          .map(Answer::reply);
    } finally {
      lock.unlock();
    }
  }

  private void keep(String proof, Message reply) {
    lock.lock();
    try {
      answers.values().removeIf(one -> !clock.instant().isBefore(one.until()));
      if (answers.size() >= MAX_ANSWERS) {
        answers.pollFirstEntry();
      }
      answers.put(proof, new Answer(reply, clock.instant().plus(AGAIN)));
    } finally {
      lock.unlock();
    }
  }

  private Message joined(String token, PublicKey key, Peer asked)
      throws IOException, GeneralSecurityException {
    lock.lock();
    try {
      refuse(tokens.look(token)); // meanwhile
      int number = nextNumber();
      refuse(tokens.use(token, number));
      Peer peer = new Peer(number, asked.id(), asked.name(), asked.host(), asked.port());
      X509Certificate certificate = authority.issue(key, number, peer.id(), clock.instant());
      known.book().put(peer);
      log.info("node {} ({}) joins at {}:{}", number, peer.name(), peer.host(), peer.port());
      Message reply =
          Message.of("JOINED")
              .with("certificate", encode(certificate))
              .with("authority", encode(authority.certificate()))
              .with("secret", known.secret());
      for (Peer one : known.book().all()) {
        reply = reply.with("peer", one.line());
      }
      for (var one : known.revocations().all()) {
        reply = reply.with("revoked", one.line());
      }
      return reply;
    } finally {
      lock.unlock();
    }
  }

  private static void refuse(TokenView.@Nullable State state) throws JoinRefusedException {
    JoinRefusal reason =
        switch (state) {
          case null -> JoinRefusal.WRONG_TOKEN;
          case OPEN -> null;
          case USED -> JoinRefusal.TOKEN_USED;
          case REVOKED -> JoinRefusal.TOKEN_REVOKED;
          case EXPIRED -> JoinRefusal.TOKEN_EXPIRED;
        };
    if (reason != null) {
      throw new JoinRefusedException(reason);
    }
  }

  /// @param node who asks, as its connection says
  /// @return RENEWED with a certificate
  Message renew(Message request, NodeName node) throws JoinRefusedException {
    try {
      X509Certificate certificate =
          authority.issue(key(request), node.number(), node.id(), clock.instant());
      log.info("the certificate of node {} is renewed", node.number());
      return Message.of("RENEWED").with("certificate", encode(certificate));
    } catch (ProtocolException | IllegalArgumentException | GeneralSecurityException wrong) {
      throw new JoinRefusedException(
          JoinRefusal.NOT_UNDERSTOOD,
          JoinRefusal.NOT_UNDERSTOOD.words() + ": " + wrong.getMessage());
    }
  }

  private static String encode(X509Certificate certificate) throws GeneralSecurityException {
    return Base64.getEncoder().encodeToString(certificate.getEncoded());
  }
}
