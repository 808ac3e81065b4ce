package io.tidegate.hls;

import io.tidegate.hls.HlsStream.Form;
import io.tidegate.media.Bytes;
import io.tidegate.media.hub.Loops;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Serves segments, parts and init sections. A request for the next part or segment is held until
/// it exists: that is what EXT-X-PRELOAD-HINT promises. Any loop.
final class ContentHandler {
  private static final String GONE = "no such segment, or not any more";

  private final Loops loops;
  private final LongAdder sentBytes = new LongAdder();

  ContentHandler(Loops loops) {
    this.loops = loops;
  }

  /// Of segments and parts, as they were handed to sockets.
  long sentBytes() {
    return sentBytes.sum();
  }

  void serve(HlsStream stream, Form form, RoutingContext context) {
    HttpServerRequest request = context.request();
    String name = context.pathParam("file");
    stream.requested(form);
    Packager packager = stream.packager(form);
    if (packager == null) {
      HttpReplies.failure(request, 404, GONE);
      return;
    }
    PlaylistSnapshot snapshot = packager.snapshot();
    if (snapshot == null) {
      first(stream, form, name, request);
      return;
    }
    serve(stream, form, packager, snapshot, name, request);
  }

  /// Nothing was made yet, or nothing has come from another node yet.
  private void first(HlsStream stream, Form form, String name, HttpServerRequest request) {
    WaitingRoom.Answer answer =
        new WaitingRoom.Answer() {
          @Override
          public void ready(PlaylistSnapshot snapshot) {
            Packager packager = stream.packager(form);
            if (packager == null) {
              expired();
            } else {
              serve(stream, form, packager, snapshot, name, request);
            }
          }

          @Override
          public void expired() {
            HttpReplies.failure(request, 404, GONE);
          }
        };
    stream.await(form, -1, -1, loops.current(), PlaylistHandler.patienceNanos(null), answer);
  }

  private void serve(
      HlsStream stream,
      Form form,
      Packager packager,
      PlaylistSnapshot snapshot,
      String name,
      HttpServerRequest request) {
    SegmentNames.Address address = packager.names().parse(name);
    if (address == null) {
      init(request, packager, snapshot, name);
    } else if (isDue(snapshot, address)) {
      hold(stream, form, packager, address, request);
    } else {
      reply(request, packager, snapshot.find(address), name);
    }
  }

  /// The hinted part, the segment that is being made, or their successors.
  private static boolean isDue(PlaylistSnapshot snapshot, SegmentNames.Address address) {
    long open = snapshot.state().openNumber();
    if (snapshot.state().ended() || address.segment() != open) {
      return false;
    }
    int parts = snapshot.openParts().size();
    boolean hasParts = snapshot.state().partTarget() != null;
    return address.part() < 0 || (hasParts && address.part() == parts);
  }

  private void hold(
      HlsStream stream,
      Form form,
      Packager packager,
      SegmentNames.Address address,
      HttpServerRequest request) {
    String name = request.path().substring(request.path().lastIndexOf('/') + 1);
    WaitingRoom.Answer answer =
        new WaitingRoom.Answer() {
          @Override
          public void ready(PlaylistSnapshot snapshot) {
            reply(request, packager, snapshot.find(address), name);
          }

          @Override
          public void expired() {
            HttpReplies.failure(request, 503, "it did not come in time");
          }
        };
    stream.await(
        form,
        address.segment(),
        address.part(),
        loops.current(),
        PlaylistHandler.patienceNanos(packager.snapshot()),
        answer);
  }

  private static void init(
      HttpServerRequest request, Packager packager, PlaylistSnapshot snapshot, String name) {
    InitSection init = snapshot.findInit(name);
    if (init == null) {
      HttpReplies.failure(request, 404, GONE);
    } else {
      Future<Void> _ =
          HttpReplies.content(request, List.of(init.content()), type(packager, name), name);
    }
  }

  private void reply(HttpServerRequest request, Packager packager, List<Part> parts, String name) {
    Lease lease = Lease.of(parts);
    if (lease == null) {
      HttpReplies.failure(request, 404, GONE);
      return;
    }
    sentBytes.add(lease.pieces().stream().mapToLong(Bytes::length).sum());
    lease.until(() -> HttpReplies.content(request, lease.pieces(), type(packager, name), name));
  }

  private static String type(Packager packager, String name) {
    if (name.endsWith(".ts")) {
      return "video/mp2t";
    }
    boolean hasVideo = packager.carried().video() != null;
    return hasVideo ? "video/mp4" : "audio/mp4";
  }
}
