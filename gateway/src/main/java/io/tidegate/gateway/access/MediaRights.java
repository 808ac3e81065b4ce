package io.tidegate.gateway.access;

import io.tidegate.gateway.auth.Identities;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.TryLaterException;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.Refusal;
import java.util.Optional;

/// What users and API tokens may publish and play, by the credentials that somebody shows. Any
/// thread.
///
/// A token is known at once, a password takes its time.
public final class MediaRights {
  private static final Admission.Refused NOTHING_SHOWN =
      new Admission.Refused(
          Refusal.NOT_AUTHORISED, "a user's name and password, or a token, are needed here");

  private static final Admission.Refused WRONG =
      new Admission.Refused(Refusal.NOT_AUTHORISED, "the token, or name and password, are wrong");

  /// What somebody wants to do.
  public enum Action {
    PUBLISH,
    PLAY
  }

  private volatile @Nullable Identities identities;

  /// Who is who, once it is known; before, nobody is anybody.
  public void follow(Identities known) {
    identities = known;
  }

  /// Whether anybody can show who he is.
  public boolean hasUsers() {
    Identities known = identities;
    return known != null && known.hasUsers();
  }

  /// By an API token alone; null when none is shown.
  public Admission.@Nullable Settled ofToken(Action action, StreamKey key, Credentials shown) {
    Identities known = identities;
    if (known != null) {
      for (String secret : shown.secrets()) {
        Principal principal = known.ofToken(secret);
        if (principal != null) {
          return judged(known, principal, action, key);
        }
      }
    }
    return null;
  }

  /// By an API token or a user's password.
  ///
  /// @param remote the peer's address, with its port
  public Admission of(Action action, StreamKey key, Credentials shown, String remote) {
    Admission.Settled byToken = ofToken(action, key, shown);
    Identities known = identities;
    if (byToken != null) {
      return byToken;
    }
    if (shown.isEmpty()) {
      return NOTHING_SHOWN;
    }
    if (known == null || shown.user().isEmpty() || shown.password().isEmpty()) {
      return WRONG;
    }
    return new Admission.Pending(told -> {
      var _ =
          known
              .ofPassword(shown.user(), shown.password(), AddressRules.host(remote))
              .whenComplete((found, failure) ->
                  told.accept(
                      failure == null ? judged(known, found, action, key) : failed(failure)));
    });
  }

  private static Admission.Settled judged(
      Identities known, Optional<Principal> found, Action action, StreamKey key) {
    return found.isPresent() ? judged(known, found.get(), action, key) : WRONG;
  }

  private static Admission.Settled judged(
      Identities known, Principal principal, Action action, StreamKey key) {
    boolean may =
        switch (action) {
          case PUBLISH -> principal.mayPublish(key);
          case PLAY -> principal.mayPlay(key);
        };
    if (may) {
      return new Admission.Granted(
          principal.toString(), principal.until(), () -> known.holds(principal));
    }
    String what =
        switch (action) {
          case PUBLISH -> "publish";
          case PLAY -> "play";
        };
    String who = principal.role().label();
    String why = principal.scope().isAll() ? "" : ", or not this stream";
    return new Admission.Refused(
        Refusal.NOT_ALLOWED, "the " + who + " " + principal + " may not " + what + why);
  }

  /// Nobody is let in because something broke.
  private static Admission.Settled failed(Throwable failure) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (one instanceof TryLaterException later) {
        return new Admission.Refused(
            Refusal.LIMIT_REACHED, later.getMessage() + "; again in " + later.waitSeconds() + " s");
      }
    }
    return new Admission.Refused(Refusal.LIMIT_REACHED, "who that is cannot be looked up now");
  }
}
