package io.tidegate.gateway.webhook;

import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.config.Token;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/// A program of somebody else that is told what happens. Immutable; prints nothing of its secret.
///
/// @param version rises with each change
/// @param changed when and by whom it was last
public record Webhook(String id, Wish wish, long version, Instant changed, String changedBy) {
  /// Each has a queue and a connection of its own.
  public static final int MAX_WEBHOOKS = 32;

  public static final int MAX_NAME = 64;
  public static final int MAX_URL = 2_000;
  public static final int MAX_SECRET = 200;

  /// How its receiver reads.
  public enum Form {
    /// Our own JSON; any status 2xx is a receipt.
    TIDEGATE,
    /// As SRS calls back; 200 with the body `0` is a receipt, or JSON whose `code` is 0.
    SRS;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// As somebody wants it.
  ///
  /// @param name for people
  /// @param url `http` or `https`
  /// @param occasions of what it is told
  /// @param streams of which streams; what belongs to none is told to those of every stream
  /// @param secret signs what is sent, [Token#NONE] for no signature
  public record Wish(
      String name,
      String url,
      Set<Occasion> occasions,
      Scope streams,
      Form form,
      Token secret,
      boolean enabled) {
    public Wish {
      occasions = Set.copyOf(occasions);
    }
  }

  /// Whether it is told of this.
  public boolean wants(Notice notice) {
    StreamKey key = notice.key();
    return wish.enabled()
        && wish.occasions().contains(notice.occasion())
        && (wish.streams().isAll() || (key != null && wish.streams().covers(key)));
  }

  /// Why nothing can be sent to `url`; null when it can.
  public static @Nullable String fault(String url) {
    if (url.length() > MAX_URL) {
      return "expected at most " + MAX_URL + " characters";
    }
    try {
      URI uri = new URI(url);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean http = scheme.equals("http") || scheme.equals("https");
      if (!http || uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
        return "expected http://host/… or https://host/…";
      }
      // would stand in logs of proxies, and is none of the forms of a signature
      return uri.getRawUserInfo() == null ? null : "expected no user and password in the URL";
    } catch (URISyntaxException notOne) {
      return "expected http://host/… or https://host/…";
    }
  }
}
