package io.tidegate.gateway.access;

import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/// What signed URLs let their bearers do, for as long as their key is there. Any thread; in memory.
final class SignedUrls {
  private static final Admission.Refused WRONG =
      refused(Refusal.NOT_AUTHORISED, "the signature of the URL is wrong, or its key is revoked");

  private final Supplier<Map<String, SigningKey>> keys;
  private final InstantSource clock;
  private final Duration skew;

  /// @param keys the keys of the moment, by name
  /// @param skew so far may the clock of another signer be behind
  SignedUrls(Supplier<Map<String, SigningKey>> keys, InstantSource clock, Duration skew) {
    this.keys = keys;
    this.clock = clock;
    this.skew = skew;
  }

  /// By the parameters that were shown, which are those of a signed URL.
  Admission.Settled of(AccessRequest request) {
    SignedUrl url = SignedUrl.read(request);
    SigningKey key = url == null ? null : keys.get().get(url.key());
    if (url == null
        || key == null
        || !url.isSignedBy(key, request.shown().parameters().getOrDefault("g", ""))) {
      return WRONG;
    }
    if (!url.covers(request.key())) {
      return refused(Refusal.NOT_ALLOWED, "the signed URL is for other streams");
    }
    if (!url.isFor(request.remote())) {
      return refused(Refusal.NOT_ALLOWED, "the signed URL is for another address");
    }
    Instant until = url.end().plus(skew);
    return clock.instant().isBefore(until)
        ? new Admission.Granted(
            "signed URL of " + key.name(), until, () -> key.equals(keys.get().get(key.name())))
        : refused(Refusal.NOT_AUTHORISED, "the signed URL has expired");
  }

  private static Admission.Refused refused(Refusal refusal, String message) {
    return new Admission.Refused(refusal, message);
  }
}
