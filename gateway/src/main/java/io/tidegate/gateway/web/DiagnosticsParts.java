package io.tidegate.gateway.web;

import io.tidegate.gateway.event.Event;
import io.tidegate.gateway.event.LiveBoard.EntityId;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.srt.SrtServer;
import io.tidegate.gateway.store.EventFilter;
import io.tidegate.gateway.store.EventLog;
import io.tidegate.gateway.web.DiagnosticsApi.Part;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What goes into a diagnostics bundle, in the words of the API. For whoever puts it together.
public final class DiagnosticsParts {
  private static final int MAX_EVENTS = 5_000;
  private static final int MAX_SESSIONS = 10_000;
  private static final long PATIENCE_SECONDS = 20;

  private final List<Part> parts = new ArrayList<>();

  /// One more file.
  public DiagnosticsParts add(String name, String about, Callable<String> text) {
    parts.add(new Part(name, about, text));
    return this;
  }

  /// What runs at the moment.
  public DiagnosticsParts live(
      StreamRegistry streams, SessionRegistry sessions, LiveViews views, SrtServer srt) {
    add(
        "streams.json",
        "streams that are live, as /api/v1/streams",
        () -> list(streams.streams().stream().map(ApiRoutes::stream)));
    add(
        "sessions.json",
        "who is here, as /api/v1/sessions; at most " + MAX_SESSIONS,
        () -> {
          Map<String, String> problems = ApiRoutes.problems(streams.views());
          return list(
              sessions.sessions().stream()
                  .limit(MAX_SESSIONS)
                  .map(view -> ApiRoutes.session(view, problems)));
        });
    add(
        "srt-links.json",
        "SRT connections with libsrt's counters, as /api/v1/srt/links",
        () -> list(srt.links().links().stream().map(link -> SrtLinkJson.link(link, null))));
    return add(
        "states.json",
        "state of everything that has one: sources, pulls, calls, pushes, ports …",
        () ->
            list(
                views.entities().entrySet().stream()
                    .sorted(Comparator.comparing(entry -> name(entry.getKey())))
                    .map(entry ->
                        new JsonObject()
                            .put("entity", entry.getKey().entity())
                            .put("id", entry.getKey().id())
                            .put("fields", entry.getValue()))));
  }

  private static String name(EntityId id) {
    return id.entity() + " " + id.id();
  }

  /// What is stored.
  public DiagnosticsParts stored(RouteTable routes, EventLog events) {
    add(
        "routes.json",
        "routes as they are stored, as /api/v1/routes",
        () -> list(routes.entries().values().stream().map(RouteJson::of)));
    return add(
        "events.json",
        "what has happened last, the newest first; at most " + MAX_EVENTS,
        () -> {
          List<Event> found =
              events.find(EventFilter.newest(MAX_EVENTS)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
          return list(found.stream().map(EventsApi::json));
        });
  }

  /// How it is set.
  public DiagnosticsParts settings(SettingsBook book) {
    return add(
        "settings.json",
        "every setting with who says it, as /api/v1/settings",
        () -> new SettingsApi(book).json().encodePrettily());
  }

  /// The process and its machine.
  ///
  /// @param folder the gateway's own files
  public DiagnosticsParts process(String version, Path folder) {
    add(
        "java.json",
        "Java, its options, memory, collections; jars with their versions",
        () -> ProcessFacts.java(version));
    add("threads.txt", "what every platform thread does", ProcessFacts::threads);
    return add(
        "disk.txt", "room on the disk and the gateway's files", () -> ProcessFacts.disk(folder));
  }

  public List<Part> list() {
    return List.copyOf(parts);
  }

  /// One object a line: for `grep`.
  private static String list(Stream<JsonObject> items) {
    StringBuilder text = new StringBuilder("[\n");
    items.forEach(item -> text.append(text.length() > 2 ? ",\n" : "").append(item.encode()));
    return text.append("\n]\n").toString();
  }
}
