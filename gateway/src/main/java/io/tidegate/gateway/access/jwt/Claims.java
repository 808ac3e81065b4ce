package io.tidegate.gateway.access.jwt;

import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import io.tidegate.gateway.access.AccessRequest.Action;
import io.tidegate.gateway.route.KeyPattern;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the claims of a token let its bearer do. Immutable.
///
/// Two forms are understood: ours, `"tidegate": {"publish": ["live/*"], "play": ["*"]}`, and
/// MediaMTX's list of `{"action": "publish" or "read", "path": "live/x"}`, which may be a text,
/// too; an empty path is every one. What is none of it gives nothing.
record Claims(List<Permission> permissions) {
  /// @param streams null for all
  record Permission(Action action, @Nullable KeyPattern streams) {
    boolean permits(Action wanted, StreamKey key) {
      return action == wanted && (streams == null || streams.match(key).isPresent());
    }
  }

  /// Each is tried for each session.
  private static final int MOST = 64;

  private static final String OURS = "tidegate";
  private static final String EVERYTHING = "*";

  Claims {
    permissions = List.copyOf(permissions);
  }

  /// @param claim the name of the claim of MediaMTX's form
  static Claims of(JWTClaimsSet claims, String claim) {
    List<Permission> permissions = new ArrayList<>();
    if (claims.getClaim(OURS) instanceof Map<?, ?> ours) {
      for (Action action : Action.values()) {
        if (ours.get(action.label()) instanceof List<?> paths) {
          paths.forEach(path -> add(permissions, action, path, EVERYTHING));
        }
      }
    }
    for (Object one : list(claims.getClaim(claim))) {
      if (one instanceof Map<?, ?> permission) {
        Action action = action(permission.get("action"));
        if (action != null) {
          Object path = permission.get("path");
          add(permissions, action, path == null ? "" : path, "");
        }
      }
    }
    return new Claims(permissions);
  }

  private static List<?> list(@Nullable Object claim) {
    if (claim instanceof List<?> list) {
      return list;
    }
    try {
      return claim instanceof String text ? JSONArrayUtils.parse(text) : List.of();
    } catch (ParseException notAList) {
      return List.of();
    }
  }

  private static @Nullable Action action(@Nullable Object word) {
    return switch (String.valueOf(word).toLowerCase(Locale.ROOT)) {
      case "publish" -> Action.PUBLISH;
      case "read", "play" -> Action.PLAY;
      default -> null;
    };
  }

  private static void add(
      List<Permission> permissions, Action action, @Nullable Object path, String everything) {
    if (permissions.size() >= MOST || !(path instanceof String text)) {
      return;
    }
    if (text.equals(everything)) {
      permissions.add(new Permission(action, null));
      return;
    }
    try {
      permissions.add(new Permission(action, new KeyPattern(StreamKey.parsePattern(text))));
    } catch (IllegalArgumentException notAKey) {
      // of another server that the token is for, too
    }
  }

  boolean permits(Action action, StreamKey key) {
    return permissions.stream().anyMatch(permission -> permission.permits(action, key));
  }
}
