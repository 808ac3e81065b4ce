package io.tidegate.gateway.access.hook;

import io.tidegate.gateway.access.AccessRequest;
import io.tidegate.gateway.access.BoundedClient;
import io.tidegate.gateway.config.Settings;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a server of somebody else's, once for each session, who may publish and play. What it does
/// not answer in time, or not in words that are understood, is refused or let in, as the settings
/// say. Any thread; never blocks.
public final class AuthHook implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuthHook.class);

  /// Who asks at once: more than wait for decisions of one protocol.
  static final int MOST_ASKED = 1_000;

  /// An answer has some words.
  private static final int MOST_BYTES = 16 << 10;

  private static final Admission.Refused TOO_MANY =
      new Admission.Refused(Refusal.LIMIT_REACHED, "too many wait to be let in, try again later");
  private static final Admission.Refused DOWN =
      new Admission.Refused(
          Refusal.LIMIT_REACHED, "whoever decides about that does not answer, try again later");

  private final Settings.Hook wish;
  private final BoundedClient client;
  private final InstantSource clock;
  private final Breaker breaker;
  private final AnswerCache answers;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicReference<@Nullable String> problem = new AtomicReference<>();

  public AuthHook(Settings.Hook wish, Vertx vertx, InstantSource clock, LongSupplier nanoTime) {
    this.wish = wish;
    this.clock = clock;
    this.client =
        new BoundedClient(
            vertx, new BoundedClient.Limits(wish.timeout(), MOST_BYTES, wish.connections()));
    this.breaker = new Breaker(nanoTime);
    this.answers = new AnswerCache(nanoTime);
  }

  /// Tells, once and on any thread, what somebody gets.
  public void ask(AccessRequest request, Consumer<Admission.Settled> told) {
    HookQuestion question = HookQuestion.of(request);
    Admission.Settled known = answers.find(question.essence());
    if (known != null) {
      told.accept(known);
      return;
    }
    if (asked.incrementAndGet() > MOST_ASKED) {
      asked.decrementAndGet();
      told.accept(TOO_MANY);
      return;
    }
    if (!breaker.admits()) {
      asked.decrementAndGet();
      told.accept(withoutAnswer());
      return;
    }
    send(request, question, told);
  }

  private void send(
      AccessRequest request, HookQuestion question, Consumer<Admission.Settled> told) {
    String body = question.body(request);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json");
    if (!wish.secret().isEmpty()) {
      long seconds = clock.instant().getEpochSecond();
      headers.put("X-Tidegate-Signature", HookQuestion.signature(wish.secret(), seconds, body));
    }
    var _ =
        client
            .ask(
                new BoundedClient.Question(
                    HttpMethod.POST, wish.url(), headers, Buffer.buffer(body)))
            .map(HookAnswer::of)
            .onComplete(answered -> {
              asked.decrementAndGet();
              if (answered.succeeded()) {
                worked();
                HookAnswer answer = answered.result();
                answers.keep(question.essence(), answer.settled(), answer.ttl());
                told.accept(answer.settled());
              } else {
                failed(String.valueOf(answered.cause().getMessage()));
                told.accept(withoutAnswer());
              }
            });
  }

  private Admission.Settled withoutAnswer() {
    return wish.failOpen() ? Admission.Granted.INSTANCE : DOWN;
  }

  private void worked() {
    breaker.succeeded();
    if (problem.getAndSet(null) != null) {
      log.info("the auth hook answers again");
    }
  }

  /// One line for each time that it begins.
  private void failed(String why) {
    breaker.failed();
    String printable = why.replaceAll("\\p{Cntrl}+", " ");
    if (problem.getAndSet("auth-hook: " + printable) == null) {
      log.warn(
          "the auth hook does not answer: {}; who comes is {} meanwhile",
          printable,
          wish.failOpen() ? "let in" : "refused");
    }
  }

  /// Why it does not answer; null while it does.
  public @Nullable String problem() {
    return problem.get();
  }

  @Override
  public void close() {
    client.close();
  }
}
