package io.tidegate.gateway.web;

import io.tidegate.gateway.auth.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who may make which call of the API: one table, in the order in which paths are tried. A path
/// that does not stand here is not answered.
final class Permissions {
  /// The least that somebody has to be.
  enum Right {
    /// Nobody in particular.
    OPEN,
    /// Somebody, of any role.
    SELF,
    READ,
    OPERATE,
    ADMINISTER;

    boolean isHeldBy(Role role) {
      return switch (this) {
        case OPEN, SELF -> true;
        case READ -> role != Role.PUBLISHER;
        case OPERATE -> role == Role.OPERATOR || role == Role.ADMINISTRATOR;
        case ADMINISTER -> role == Role.ADMINISTRATOR;
      };
    }

    /// For whoever does not have it.
    String needed() {
      return switch (this) {
        case OPEN, SELF -> "a user or token";
        case READ -> "the role viewer, operator or administrator";
        case OPERATE -> "the role operator or administrator";
        case ADMINISTER -> "the role administrator";
      };
    }
  }

  /// What a scope has to do with it.
  enum Reach {
    /// The path names a stream, which has to be covered.
    KEY,
    /// The answer shows what is covered.
    COVERED,
    /// Every stream is concerned: scopes do not reach so far.
    EVERYTHING,
    /// No stream is concerned.
    NOTHING
  }

  record Rule(Right right, Reach reach) {}

  /// @param path as `openapi.yaml` writes it
  /// @param rules by method; HEAD is as GET
  record Row(String path, Map<String, Rule> rules) {
    /// As Vert.x writes it.
    String route() {
      return "/api/v1" + path.replaceAll("\\{(\\w+)}", ":$1");
    }
  }

  /// `/v3`, which is only read.
  static final Rule COMPATIBLE = new Rule(Right.READ, Reach.COVERED);

  /// Of a method that a path does not have: whoever may do everything is told so by the path.
  static final Rule OTHER_METHOD = new Rule(Right.ADMINISTER, Reach.EVERYTHING);

  static final List<Row> TABLE =
      new Table()
          .open("GET /openapi.yaml", "GET /", "GET /docs", "GET /setup", "POST /setup")
          .open("POST /login")
          .rule(Right.SELF, Reach.NOTHING)
          .permits("POST /logout", "GET /me", "PUT /me/password")
          .permits("POST /me/otp", "PUT /me/otp", "DELETE /me/otp")
          .permits("GET /logins", "DELETE /logins/{id}")
          .rule(Right.ADMINISTER, Reach.COVERED)
          .permits("GET /users", "POST /users")
          .permits("GET /users/{name}", "PUT /users/{name}", "DELETE /users/{name}")
          .permits("DELETE /users/{name}/otp")
          .permits("GET /tokens", "POST /tokens", "GET /tokens/{id}", "DELETE /tokens/{id}")
          .rule(Right.ADMINISTER, Reach.EVERYTHING)
          .permits("GET /settings", "PATCH /settings", "GET /settings/versions")
          .permits("GET /settings/versions/{version}", "POST /settings/versions/{version}/undo")
          .permits("GET /diagnostics", "GET /audit", "GET /audit/verify")
          .permits("POST /diagnostics/jfr", "POST /diagnostics/heap-dump")
          .permits("GET /diagnostics/threads", "GET /diagnostics/checks", "GET /diagnostics/log")
          .permits("GET /diagnostics/runtime", "GET /diagnostics/contents")
          .permits("GET /diagnostics/software")
          .permits("POST /backup", "POST /backup/restore")
          .permits("GET /system/network", "PUT /system/network", "POST /system/network/confirm")
          .permits("POST /system/network/revert", "PUT /system/hostname")
          .permits("GET /system/time", "PUT /system/time", "GET /system/update")
          .permits("GET /system/update/upload", "POST /system/update/upload")
          .permits("PATCH /system/update/upload", "DELETE /system/update/upload")
          .permits("POST /system/update/install", "POST /system/power", "POST /system/reset")
          .permits("GET /urls/keys", "POST /urls/keys", "DELETE /urls/keys/{name}")
          .permits("PUT /spaces/{name}", "DELETE /spaces/{name}")
          .permits("GET /webhooks", "POST /webhooks", "GET /webhooks/{id}", "PUT /webhooks/{id}")
          .permits("DELETE /webhooks/{id}", "POST /webhooks/{id}/test")
          .permits("GET /webhooks/{id}/deliveries", "POST /webhooks/{id}/replay")
          .permits("POST /mail/test", "GET /mail", "GET /syslog", "POST /syslog/test")
          .permits("PUT /certificates/own", "POST /certificates/own/renewal")
          .permits("GET /certificates/own/request", "POST /certificates/own/request")
          .permits("DELETE /certificates/own/request")
          .permits("GET /storage", "GET /storage/{name}", "PUT /storage/{name}")
          .permits("DELETE /storage/{name}", "POST /storage/{name}/test")
          .permits("POST /storage/{name}/presign", "GET /storage/{name}/uploads")
          .permits("POST /cluster/found", "POST /cluster/join", "POST /cluster/leave")
          .permits("GET /cluster/tokens", "POST /cluster/tokens", "DELETE /cluster/tokens/{id}")
          .permits("DELETE /cluster/nodes/{number}")
          .permits("GET /cluster/nodes/{number}/drain", "POST /cluster/nodes/{number}/drain")
          .permits("POST /cluster/nodes/{number}/resume")
          .rule(Right.READ, Reach.EVERYTHING)
          .permits("GET /cluster", "GET /features", "GET /features/versions", "GET /load")
          .rule(Right.OPERATE, Reach.EVERYTHING)
          .permits("POST /routes/apply", "POST /routes/import")
          .permits("PUT /features/{name}", "POST /features/versions/{version}/undo")
          .permits("POST /alarms/{id}/acknowledge", "POST /alarms/{id}/snooze")
          .permits("POST /versions/{version}/undo", "POST /versions/{version}/restore")
          .permits("GET /onvif/interfaces", "POST /onvif/searches", "GET /onvif/searches/{id}")
          .permits("DELETE /onvif/searches/{id}", "POST /onvif/describe")
          .rule(Right.OPERATE, Reach.NOTHING)
          .permits("POST /probe")
          .rule(Right.READ, Reach.COVERED)
          .permits("GET /routes/export", "GET /routes", "GET /streams")
          .permits("GET /sessions", "GET /sessions/ended", "GET /sessions/{id}", "GET /viewers")
          .permits("GET /versions", "GET /versions/{version}", "GET /events", "GET /live")
          .permits("GET /alarms", "GET /spaces", "GET /spaces/{name}", "GET /recordings")
          .permits("GET /srt/links", "GET /srt/links/{id}", "GET /srt/links/{id}/decisions")
          .permits("GET /srt/links/{id}/decisions/stream", "GET /srt/ports", "GET /srt/calls")
          .permits("GET /srt/pushes", "GET /rtmp/pushes", "GET /rtmp/pulls", "GET /rtsp/pulls")
          .permits(
              "GET /workers",
              "GET /encoders",
              "GET /renditions",
              "GET /rtsp/pushes",
              "GET /udp/sources",
              "GET /udp/pushes")
          .permits("GET /taps")
          .permits("GET /clips", "GET /clips/{name}", "GET /clips/{name}/upload")
          .permits("GET /clips/{name}/file")
          .rule(Right.OPERATE, Reach.COVERED)
          .permits("DELETE /sessions/{id}", "POST /srt/links/{id}/drill", "POST /urls/sign")
          .permits("POST /clips", "PATCH /clips/{name}", "DELETE /clips/{name}")
          .permits("PATCH /clips/{name}/upload", "DELETE /clips/{name}/upload")
          .rule(Right.READ, Reach.KEY)
          .permits("GET /streams/{app}/{name}/history", "GET /routes/{app}/{name}/history")
          .permits("GET /streams/{app}/{name}/players", "GET /recordings/{app}/{name}")
          .permits("GET /streams/{app}/{name}/segments", "GET /streams/{app}/{name}/delays")
          .permits("GET /streams/{app}/{name}/keyframe.mp4", "GET /streams/{app}/{name}/urls")
          .permits("GET /stills/{app}/{name}", "GET /stills/{app}/{name}/{picture}")
          .permits("GET /streams/{app}/{name}/marks")
          .permits("GET /routes/{app}/{name}", "GET /routes/{app}/{name}/doctor")
          .rule(Right.OPERATE, Reach.KEY)
          .permits("POST /streams/{app}/{name}/marks")
          .permits("PUT /routes/{app}/{name}", "PATCH /routes/{app}/{name}")
          .permits("DELETE /routes/{app}/{name}", "DELETE /recordings/{app}/{name}")
          .permits("DELETE /stills/{app}/{name}")
          .rule(Right.READ, Reach.NOTHING)
          .permits("GET /srt/capabilities", "GET /certificates", "GET /capabilities")
          .rows();

  private Permissions() {}

  /// Builds [#TABLE].
  private static final class Table {
    private final Map<String, Map<String, Rule>> rules = new LinkedHashMap<>();
    private Rule rule = new Rule(Right.OPEN, Reach.NOTHING);

    Table open(String... calls) {
      return permits(calls);
    }

    Table rule(Right right, Reach reach) {
      rule = new Rule(right, reach);
      return this;
    }

    Table permits(String... calls) {
      for (String call : calls) {
        int space = call.indexOf(' ');
        rules
            .computeIfAbsent(call.substring(space + 1), _ -> new LinkedHashMap<>())
            .put(call.substring(0, space), rule);
      }
      return this;
    }

    List<Row> rows() {
      List<Row> rows = new ArrayList<>();
      rules.forEach((path, byMethod) -> rows.add(new Row(path, Map.copyOf(byMethod))));
      return List.copyOf(rows);
    }
  }
}
