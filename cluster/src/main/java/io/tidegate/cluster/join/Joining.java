package io.tidegate.cluster.join;

import io.tidegate.cluster.tunnel.Floods;
import io.tidegate.cluster.tunnel.PeerConnection;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The conversations about certificates, at each node: what the authority decides is asked of the
/// node that holds it. Whoever guesses tokens waits for each, and few may at a time. Any thread
/// that may wait.
public final class Joining {
  private static final Logger log = LoggerFactory.getLogger(Joining.class);
  private static final int MAX_AT_A_TIME = 8;

  /// For question and answer; whoever asks for another waits for five seconds.
  static final Duration ANSWER = Duration.ofSeconds(4);

  private final Upstream upstream;
  private final Duration penalty;
  private final Semaphore places = new Semaphore(MAX_AT_A_TIME);
  private final Floods floods = new Floods();
  private final LongAdder joined = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /// Where the authority is.
  public sealed interface Upstream {
    /// At this node.
    record Here(JoinDesk desk) implements Upstream {}

    /// At another one.
    record There(Calls calls) implements Upstream {}
  }

  /// How the node with the authority is reached.
  @FunctionalInterface
  public interface Calls {
    /// @throws IOException when it cannot be reached
    PeerConnection open() throws IOException;
  }

  /// @param penalty how long the answer to a refused request is held back
  public Joining(Upstream upstream, Duration penalty) {
    this.upstream = upstream;
    this.penalty = penalty;
  }

  /// How many were let in here.
  public long joined() {
    return joined.sum();
  }

  /// How many were not.
  public long refused() {
    return refused.sum();
  }

  /// One who has no certificate.
  public void serveStranger(SSLSocket connection, InetAddress caller) throws IOException {
    Message reply = answerStranger(connection, caller);
    reply.write(connection.getOutputStream());
  }

  private Message answerStranger(SSLSocket connection, InetAddress caller) throws IOException {
    try {
      Message request = Message.read(connection.getInputStream());
      if (!request.verb().equals("JOIN")) {
        throw new ProtocolException("neither JOIN nor anything else that is known");
      }
      Message reply = joinInTurn(request.with(JoinProof.CALLER, caller.getHostAddress()));
      joined.increment();
      return reply;
    } catch (JoinRefusedException reason) {
      pause();
      return refusal(reason, caller);
    } catch (ProtocolException wrong) {
      pause();
      return refusal(
          new JoinRefusedException(
              JoinRefusal.NOT_UNDERSTOOD,
              JoinRefusal.NOT_UNDERSTOOD.words() + ": " + wrong.getMessage()),
          caller);
    }
  }

  /// Whoever has said nothing yet has no place.
  private Message joinInTurn(Message request) throws JoinRefusedException {
    if (!places.tryAcquire()) {
      throw new JoinRefusedException(JoinRefusal.BUSY);
    }
    try {
      return join(request);
    } finally {
      places.release();
    }
  }

  private Message join(Message request) throws JoinRefusedException {
    return switch (upstream) {
      case Upstream.Here(JoinDesk desk) -> desk.join(request, "unknown");
      case Upstream.There(Calls calls) -> ask(calls, request);
    };
  }

  private Message refusal(JoinRefusedException reason, InetAddress caller) {
    refused.increment();
    floods.tell(
        reason.reason(),
        n ->
            log.warn(
                "{} may not join: {}{}",
                caller.getHostAddress(),
                reason.getMessage(),
                n > 1 ? " (" + n + " of them)" : ""));
    return Message.of("REFUSED")
        .with("reason", reason.reason().name())
        .with("words", String.valueOf(reason.getMessage()));
  }

  private void pause() {
    try {
      Thread.sleep(penalty);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Another node, which asks for itself or for one that calls it.
  public void servePeer(PeerConnection connection) throws IOException {
    connection.limit(ANSWER);
    Message request = Message.read(connection.input());
    Message reply;
    try {
      reply = decide(request, connection);
    } catch (JoinRefusedException reason) {
      reply =
          Message.of("REFUSED")
              .with("reason", reason.reason().name())
              .with("words", String.valueOf(reason.getMessage()));
    }
    reply.write(connection.output());
  }

  private Message decide(Message request, PeerConnection connection) throws JoinRefusedException {
    if (!(upstream instanceof Upstream.Here(JoinDesk desk))) {
      throw new JoinRefusedException(JoinRefusal.NO_AUTHORITY);
    }
    return switch (request.verb()) {
      case "JOIN" -> desk.join(request, "unknown");
      case "RENEW" -> desk.renew(request, connection.peer());
      default -> throw new JoinRefusedException(JoinRefusal.NOT_UNDERSTOOD);
    };
  }

  /// Asks the node with the authority.
  static Message ask(Calls calls, Message request) throws JoinRefusedException {
    Message reply;
    try (PeerConnection connection = calls.open()) {
      connection.limit(ANSWER);
      request.write(connection.output());
      reply = Message.read(connection.input());
    } catch (IOException away) {
      log.warn("the authority cannot be asked: {}", away.toString());
      throw new JoinRefusedException(JoinRefusal.NO_AUTHORITY);
    }
    throwIfRefused(reply);
    return reply;
  }

  static void throwIfRefused(Message reply) throws JoinRefusedException {
    if (reply.verb().equals("REFUSED")) {
      JoinRefusal reason = reason(reply.first("reason").orElse(""));
      throw new JoinRefusedException(reason, reply.first("words").orElse(reason.words()));
    }
  }

  private static JoinRefusal reason(@Nullable String name) {
    for (JoinRefusal one : JoinRefusal.values()) {
      if (one.name().equals(name)) {
        return one;
      }
    }
    return JoinRefusal.NOT_UNDERSTOOD;
  }
}
