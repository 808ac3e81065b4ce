package io.tidegate.gateway.web;

import io.tidegate.gateway.event.Event;
import io.tidegate.gateway.event.LiveBoard;
import io.tidegate.media.Nullable;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One watcher of the live board, as server-sent events (HTML Living Standard §9.2).
///
/// What waits for a slow one is bounded: of each thing the last state, of events the last ones, of
/// numbers the newest. State is confined to the response's event loop; the board calls from its
/// thread.
final class LiveStream implements LiveBoard.Listener {
  /// Events that wait; who misses more reads the list.
  private static final int MAX_EVENTS = 500;

  /// Written before the socket is asked again whether it takes more.
  private static final int PIECE = 64 << 10;

  private final Caller caller;
  private final Context loop;
  private final HttpServerResponse response;
  private final Map<LiveBoard.EntityId, LiveBoard.Patch> patches = new LinkedHashMap<>();
  private final Deque<Event> events = new ArrayDeque<>();
  private @Nullable JsonObject stats;
  private long snapshot;

  /// @param caller whose scope says what he is told
  LiveStream(Context loop, HttpServerResponse response, Caller caller) {
    this.caller = caller;
    this.loop = loop;
    this.response = response;
    response.drainHandler(_ -> write());
  }

  @Override
  public void snapshot(long seq) {
    loop.runOnContext(_ -> {
      patches.clear();
      snapshot = seq;
      write();
    });
  }

  @Override
  public void patched(List<LiveBoard.Patch> changed) {
    loop.runOnContext(_ -> {
      for (LiveBoard.Patch patch : changed) {
        if (!LiveScope.shows(caller, patch)) {
          continue;
        }
        // at the end again: numbers of what is written rise
        patches.remove(patch.of());
        patches.put(patch.of(), patch);
      }
      write();
    });
  }

  @Override
  public void happened(Event event) {
    if (!caller.sees(event.key())) {
      return;
    }
    loop.runOnContext(_ -> {
      if (events.size() == MAX_EVENTS) {
        events.removeFirst();
      }
      events.add(event);
      write();
    });
  }

  @Override
  public void measured(JsonObject newest) {
    loop.runOnContext(_ -> {
      stats = LiveScope.stats(caller, newest);
      write();
    });
  }

  /// A sign of life.
  void beat() {
    if (!response.closed() && !response.ended() && !response.writeQueueFull()) {
      response.write(": beat\n\n");
    }
  }

  private void write() {
    while (!response.closed() && !response.ended() && !response.writeQueueFull()) {
      StringBuilder piece = new StringBuilder();
      next(piece);
      if (piece.isEmpty()) {
        return;
      }
      response.write(piece.toString());
    }
  }

  private void next(StringBuilder piece) {
    if (snapshot != 0) {
      append(piece, "snapshot", snapshot, new JsonObject().put("seq", snapshot));
      snapshot = 0;
    }
    Iterator<LiveBoard.Patch> waiting = patches.values().iterator();
    while (waiting.hasNext() && piece.length() < PIECE) {
      LiveBoard.Patch patch = waiting.next();
      waiting.remove();
      append(piece, "patch", patch.seq(), json(patch));
    }
    while (!events.isEmpty() && piece.length() < PIECE) {
      append(piece, "event", 0, EventsApi.json(events.removeFirst()));
    }
    if (stats != null && piece.length() < PIECE) {
      append(piece, "stats", 0, stats);
      stats = null;
    }
  }

  private static JsonObject json(LiveBoard.Patch patch) {
    return new JsonObject()
        .put("seq", patch.seq())
        .put("entity", patch.of().entity())
        .put("id", patch.of().id())
        .put("fields", patch.fields());
  }

  /// @param id of the state that a reader is in after it, 0 when it does not change that
  private static void append(StringBuilder piece, String type, long id, JsonObject data) {
    piece.append("event: ").append(type).append('\n');
    if (id != 0) {
      piece.append("id: ").append(id).append('\n');
    }
    piece.append("data: ").append(data.encode()).append("\n\n");
  }
}
