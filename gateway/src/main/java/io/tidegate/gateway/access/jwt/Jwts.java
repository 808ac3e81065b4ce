package io.tidegate.gateway.access.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tidegate.gateway.access.AccessRequest;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Refusal;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What JSON Web Tokens let their bearers do. RFC 7519, RFC 7515, RFC 8725. Any thread; a signature
/// is looked at on threads of its own.
public final class Jwts implements AutoCloseable {
  /// As long as a header of HTTP may be.
  private static final int LONGEST = 8_192;

  /// Each costs some 0.1 ms.
  private static final int MOST_WAITING = 1_000;

  private static final int THREADS = 2;

  /// Keys without an id, of one kind.
  private static final int MOST_TRIED = 4;

  private static final int LONGEST_NAME = 64;

  private static final Admission.Refused WRONG =
      refused(Refusal.NOT_AUTHORISED, "the JWT is malformed, or nobody who may has signed it");

  private final KeyRing ring;
  private final Rules rules;
  private final InstantSource clock;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().name("jwt-", 0).daemon().factory());

  /// @param issuer empty for any
  /// @param audience empty for any
  /// @param claim the name of the claim of MediaMTX's form
  /// @param skew so far may the clocks of those who sign be off
  record Rules(String issuer, String audience, String claim, Duration skew) {}

  Jwts(KeyRing ring, Rules rules, InstantSource clock) {
    this.ring = ring;
    this.rules = rules;
    this.clock = clock;
  }

  /// Whether this is meant to be one: three parts, the first of which is a JSON object.
  public static boolean isLike(String secret) {
    return secret.startsWith("eyJ") && secret.chars().filter(one -> one == '.').count() == 2;
  }

  /// Tells, once and on any thread, what somebody who shows this token gets.
  public void ask(String token, AccessRequest request, Consumer<Admission.Settled> told) {
    work(() -> judge(token, request, told, true), told);
  }

  private void work(Runnable task, Consumer<Admission.Settled> told) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException full) {
      told.accept(refused(Refusal.LIMIT_REACHED, "too many JWTs wait to be looked at"));
    }
  }

  /// @param first whether the keys may be asked for once more
  private void judge(
      String token, AccessRequest request, Consumer<Admission.Settled> told, boolean first) {
    if (token.length() > LONGEST) {
      told.accept(WRONG);
      return;
    }
    SignedJWT jwt;
    try {
      jwt = SignedJWT.parse(token);
    } catch (ParseException | IllegalArgumentException malformed) {
      told.accept(WRONG);
      return;
    }
    List<JwtKey> candidates =
        ring.candidates(jwt.getHeader().getKeyID(), jwt.getHeader().getAlgorithm());
    if (candidates.isEmpty() && first) {
      var _ =
          ring.again().whenComplete((_, _) -> work(() -> judge(token, request, told, false), told));
      return;
    }
    JwtKey signer = signer(jwt, candidates);
    told.accept(signer == null ? WRONG : judged(jwt, signer, request));
  }

  /// Null for nobody whom we know.
  private static @Nullable JwtKey signer(SignedJWT jwt, List<JwtKey> candidates) {
    for (JwtKey key : candidates.subList(0, Math.min(candidates.size(), MOST_TRIED))) {
      try {
        // false, too, where the header has a `crit` that is not understood: RFC 7515 §4.1.11
        if (key.verifier().verify(jwt.getHeader(), jwt.getSigningInput(), jwt.getSignature())) {
          return key;
        }
      } catch (JOSEException | IllegalStateException notOfThisKey) {
        // the next one may be
      }
    }
    return null;
  }

  private Admission.Settled judged(SignedJWT jwt, JwtKey signer, AccessRequest request) {
    JWTClaimsSet claims;
    try {
      claims = jwt.getJWTClaimsSet();
    } catch (ParseException notClaims) {
      return WRONG;
    }
    Date expires = claims == null ? null : claims.getExpirationTime();
    if (claims == null || expires == null) {
      return refused(Refusal.NOT_AUTHORISED, "the JWT has no end: exp is needed");
    }
    Instant now = clock.instant();
    Instant until = expires.toInstant().plus(rules.skew());
    Date begins = claims.getNotBeforeTime();
    if (!now.isBefore(until)) {
      return refused(Refusal.NOT_AUTHORISED, "the JWT has expired");
    }
    if (begins != null && now.isBefore(begins.toInstant().minus(rules.skew()))) {
      return refused(Refusal.NOT_AUTHORISED, "the JWT is not good yet");
    }
    if (!rules.issuer().isEmpty() && !rules.issuer().equals(claims.getIssuer())) {
      return refused(Refusal.NOT_AUTHORISED, "the JWT is of another issuer");
    }
    if (!rules.audience().isEmpty() && !claims.getAudience().contains(rules.audience())) {
      return refused(Refusal.NOT_AUTHORISED, "the JWT is for another audience");
    }
    Claims claimed = Claims.of(claims, rules.claim());
    if (!request.isCoveredBy(key -> claimed.permits(request.action(), key))) {
      String what = request.action().label();
      return refused(Refusal.NOT_ALLOWED, "the JWT does not permit to " + what + " this stream");
    }
    return new Admission.Granted(name(claims), until, () -> ring.holds(signer.print()));
  }

  /// Short, and without control characters.
  private static String name(JWTClaimsSet claims) {
    String subject = claims.getSubject();
    String printable = subject == null ? "" : subject.replaceAll("[^\\x20-\\x7e]", "?");
    String shown =
        printable.length() > LONGEST_NAME ? printable.substring(0, LONGEST_NAME) : printable;
    return ("JWT " + shown).strip();
  }

  private static Admission.Refused refused(Refusal refusal, String message) {
    return new Admission.Refused(refusal, message);
  }

  /// Why the keys are not told; null while they are.
  public @Nullable String problem() {
    return ring.problem();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
