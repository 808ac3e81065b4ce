package io.tidegate.gateway.access;

import io.tidegate.gateway.access.hook.AuthHook;
import io.tidegate.gateway.access.jwt.JwtSetup;
import io.tidegate.gateway.access.jwt.Jwts;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.store.SecretKeyFile;
import io.tidegate.gateway.store.SigningKeyStore;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// Who, beside users and API tokens, is let in to publish and play, put together by hand. Any
/// thread.
///
/// 1. [#open], before the first session.
/// 2. [#close], after the last one.
public final class MediaAccess implements AutoCloseable {
  private final Settings settings;
  private final MediaRights rights;
  private final Vertx vertx;
  private volatile @Nullable SigningKeyStore keys;
  private volatile @Nullable Jwts jwts;
  private volatile @Nullable AuthHook hook;

  public MediaAccess(Settings settings, MediaRights rights, Vertx vertx) {
    this.vertx = vertx;
    this.settings = settings;
    this.rights = rights;
  }

  /// @param file as the routes'
  /// @param changed is told when rights may have been taken away
  /// @throws IllegalArgumentException with a sentence for the operator when a key is unusable
  public void open(Path file, Runnable changed) throws StoreException {
    Settings.Trust trust = settings.trust();
    SecretBox box = SecretKeyFile.of(settings.dataDir(), settings.secretKey()).open(file);
    SigningKeyStore opened = SigningKeyStore.open(file, box);
    keys = opened;
    opened.observe(changed);
    rights.accept(new SignedUrls(opened::keys, Clock.systemUTC(), trust.clockSkew()));
    Jwts tokens = JwtSetup.open(trust.jwt(), trust.clockSkew(), vertx, changed);
    jwts = tokens;
    if (tokens != null) {
      rights.accept(tokens);
    }
    if (trust.hook().isOn()) {
      AuthHook asked = new AuthHook(trust.hook(), vertx, Clock.systemUTC(), System::nanoTime);
      hook = asked;
      rights.accept(asked);
    }
  }

  /// The keys of signed URLs.
  public SigningKeyStore keys() {
    return Objects.requireNonNull(keys, "opened before");
  }

  /// That may be nowhere but where they are used.
  public Set<String> secrets() {
    Set<String> secrets = new TreeSet<>();
    secrets.add(settings.trust().jwt().secret().text());
    secrets.add(settings.trust().hook().secret().text());
    keys().keys().values().forEach(key -> secrets.add(key.secret()));
    return secrets;
  }

  /// What of it does not work; null for nothing.
  public @Nullable String problem() {
    Jwts tokens = jwts;
    AuthHook asked = hook;
    String ofKeys = tokens == null ? null : tokens.problem();
    return ofKeys != null || asked == null ? ofKeys : asked.problem();
  }

  @Override
  public void close() {
    Jwts tokens = jwts;
    if (tokens != null) {
      tokens.close();
    }
    AuthHook asked = hook;
    if (asked != null) {
      asked.close();
    }
    SigningKeyStore opened = keys;
    if (opened != null) {
      opened.close();
    }
  }
}
