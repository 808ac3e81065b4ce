package io.tidegate.gateway.access.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import io.tidegate.gateway.access.BoundedClient;
import io.tidegate.gateway.config.Settings;
import io.tidegate.media.Nullable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Puts together what checks JWTs, of the settings. Any thread.
public final class JwtSetup {
  /// A JWKS has some kilobytes.
  private static final BoundedClient.Limits LIMITS =
      new BoundedClient.Limits(Duration.ofSeconds(5), 256 << 10, 2);

  private JwtSetup() {}

  /// A file that is read again now and then.
  private record OfFile(Vertx vertx, String file, @Nullable JWSAlgorithm algorithm)
      implements KeyRing.Source {
    @Override
    public Future<List<JwtKey>> read() {
      return vertx
          .fileSystem()
          .props(file)
          .compose(found ->
              found.size() > LIMITS.bytes()
                  ? Future.failedFuture("a file of more than " + LIMITS.bytes() + " bytes")
                  : vertx.fileSystem().readFile(file))
          .map(content -> KeyTexts.read(text(content), algorithm, true));
    }

    @Override
    public String name() {
      return file;
    }
  }

  /// RFC 7517 §5, by HTTP.
  private record OfUrl(BoundedClient client, String url, @Nullable JWSAlgorithm algorithm)
      implements KeyRing.Source {
    @Override
    public Future<List<JwtKey>> read() {
      return client
          .ask(
              new BoundedClient.Question(
                  HttpMethod.GET, url, Map.of("Accept", "application/json"), Buffer.buffer()))
          .map(answer -> {
            if (answer.status() != 200) {
              throw new IllegalArgumentException("status " + answer.status());
            }
            return KeyTexts.read(text(answer.body()), algorithm, false);
          });
    }

    @Override
    public String name() {
      return "jwt.jwks-url";
    }
  }

  private static String text(Buffer content) {
    return content.toString(StandardCharsets.UTF_8);
  }

  /// Null where the settings want no JWTs.
  ///
  /// @param skew so far may the clocks of those who sign be off
  /// @param changed is told when a key is gone
  /// @throws IllegalArgumentException with a sentence for the operator
  public static @Nullable Jwts open(
      Settings.Jwt wish, Duration skew, Vertx vertx, Runnable changed) {
    if (!wish.isOn()) {
      return null;
    }
    JWSAlgorithm algorithm =
        wish.algorithm().equals("auto") ? null : JWSAlgorithm.parse(wish.algorithm());
    List<JwtKey> fixed = new ArrayList<>();
    if (!wish.secret().isEmpty()) {
      fixed.add(KeyTexts.secret(wish.secret().text(), algorithm));
    }
    KeyRing ring =
        new KeyRing(
            fixed,
            source(wish, algorithm, vertx),
            wish.retry().toNanos(),
            System::nanoTime,
            changed);
    var _ = ring.refresh();
    vertx.setPeriodic(
        wish.refresh().toMillis(),
        _ -> {
          var _ = ring.refresh();
        });
    Jwts.Rules rules = new Jwts.Rules(wish.issuer(), wish.audience(), wish.claim(), skew);
    return new Jwts(ring, rules, Clock.systemUTC());
  }

  private static KeyRing.@Nullable Source source(
      Settings.Jwt wish, @Nullable JWSAlgorithm algorithm, Vertx vertx) {
    if (!wish.keys().isEmpty()) {
      return new OfFile(vertx, wish.keys(), algorithm);
    }
    return wish.jwksUrl().isEmpty()
        ? null
        : new OfUrl(new BoundedClient(vertx, LIMITS), wish.jwksUrl(), algorithm);
  }
}
