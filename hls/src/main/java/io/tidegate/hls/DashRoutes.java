package io.tidegate.hls;

import io.tidegate.hls.HlsStream.Form;
import io.tidegate.media.Bytes;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.StreamRegistry;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Serves DASH: the MPD, one for all viewers, and each track of the segments of HLS by itself. Any
/// loop.
///
/// A viewer is told by `Location` to ask again with a token, by which it is known. One that does
/// not is known by its host from its second request on.
final class DashRoutes {
  private static final String GONE = "no such segment, or not any more";

  private final StreamRequests requests;
  private final ViewerGate gate;
  private final HlsContext context;
  private final RunningRenditions renditions;
  private final Loops loops;
  private final LongAdder sentBytes = new LongAdder();

  DashRoutes(HlsPackaging packaging, StreamRegistry streams, AdmissionPolicy policy, Loops loops) {
    this.context = packaging.context();
    this.gate = new ViewerGate(Protocol.DASH, context, streams.players());
    this.requests = new StreamRequests(packaging, streams, policy, gate);
    this.renditions = new RunningRenditions(context.renditions(), packaging::find);
    this.loops = loops;
  }

  /// Of segments, as they were handed to sockets.
  long sentBytes() {
    return sentBytes.sum();
  }

  void mount(Router router) {
    requests.add(router, "/manifest\\.mpd", true, this::manifest);
    requests.add(router, "\\.mpd", true, (_, routing) -> redirect(routing));
    requests.add(router, "/(?<file>[0-9a-z]+-i?[0-9]+\\.m4[va])", false, this::content);
    requests.add(router, "/time", false, (_, routing) -> time(routing.request()));
  }

  /// `/app/name.mpd`: addresses in the MPD are relative to the other one.
  private static void redirect(RoutingContext routing) {
    String query = routing.request().query();
    String address = routing.pathParam("name") + "/manifest.mpd";
    HttpReplies.redirect(
        routing.request(), query == null || query.isEmpty() ? address : address + "?" + query);
  }

  private void time(HttpServerRequest request) {
    HttpReplies.text(request, MpdText.timeOfDay(context.now().get()));
  }

  private void manifest(HlsStream stream, RoutingContext routing) {
    HttpServerRequest request = routing.request();
    if (!stream.hasDash()) {
      HttpReplies.failure(request, 404, "no DASH here: the segments of this stream are MPEG-TS");
      return;
    }
    String given = ViewerGate.token(request);
    if (given == null) {
      gate.admit(
          stream,
          by -> ViewerGate.hostToken(request, by),
          routing,
          (host, by) -> welcome(stream, host, by, request));
      return;
    }
    switch (stream.viewers(Protocol.DASH).known(given)) {
      case null -> gate.admit(stream, _ -> given, routing, (_, _) -> again(stream, given, request));
      case Admission.Granted _ -> again(stream, given, request);
      case Admission.Refused no -> ViewerGate.refuse(request, no);
    }
  }

  /// Answers one that shows no token.
  private void welcome(
      HlsStream stream, String host, Admission.Granted by, HttpServerRequest request) {
    gate.wanted(stream.key());
    ViewerSessions viewers = stream.viewers(Protocol.DASH);
    long now = context.nanoTime().getAsLong();
    String token = ViewerSessions.newToken();
    boolean isDeaf = viewers.asksAgain(host);
    switch (viewers.admit(token, ViewerGate.remote(request), by, now)) {
      case Admission.Refused no -> ViewerGate.refuse(request, no);
      case Admission.Granted _ -> {
        String address = "manifest.mpd?" + ViewerGate.address(token, request.query());
        answer(
            stream,
            request,
            manifest -> {
              Bytes text = manifest.leadingTo(address);
              HttpReplies.ownManifest(request, text);
              if (isDeaf) {
                viewers.seen(host, text.length(), context.nanoTime().getAsLong());
              }
            });
      }
    }
  }

  /// Answers one that shows its token.
  private void again(HlsStream stream, String token, HttpServerRequest request) {
    ViewerSessions viewers = stream.viewers(Protocol.DASH);
    viewers.seen(token, 0, context.nanoTime().getAsLong());
    answer(
        stream,
        request,
        manifest -> {
          int length = HttpReplies.manifest(request, manifest);
          viewers.seen(token, length, context.nanoTime().getAsLong());
        });
  }

  private void answer(HlsStream stream, HttpServerRequest request, Consumer<DashManifest> reply) {
    Packager packager = stream.packager(Form.CONFIGURED);
    PlaylistSnapshot now = packager == null ? null : packager.snapshot();
    WaitingRoom.Answer answer =
        new WaitingRoom.Answer() {
          @Override
          public void ready(PlaylistSnapshot snapshot) {
            DashManifest manifest = snapshot.manifest(renditions.ladder(stream));
            if (manifest == null) {
              expired();
            } else {
              reply.accept(manifest);
            }
          }

          @Override
          public void expired() {
            PlaylistHandler.refuse(stream, Form.CONFIGURED, request);
          }
        };
    long patience = PlaylistHandler.patienceNanos(now);
    stream.await(Form.CONFIGURED, -1, -1, loops.current(), patience, answer);
  }

  private void content(HlsStream stream, RoutingContext routing) {
    HttpServerRequest request = routing.request();
    String name = routing.pathParam("file");
    TrackKind kind = TrackKind.ofFile(name);
    Packager packager = stream.packager(Form.CONFIGURED);
    PlaylistSnapshot snapshot = packager == null ? null : packager.snapshot();
    if (packager == null || snapshot == null) {
      HttpReplies.failure(request, 404, GONE);
      return;
    }
    if (stream.source() != null) {
      gate.wanted(stream.key()); // nobody asks for the MPD of a rendition that stands in another
    }
    long number = packager.names().parse(name, kind);
    if (number >= 0) {
      segment(request, snapshot.find(new SegmentNames.Address(number, -1)), kind, name);
      return;
    }
    InitSection init = snapshot.findInit(name, kind);
    Bytes section = init == null ? null : init.content(kind);
    if (section == null) {
      HttpReplies.failure(request, 404, GONE);
    } else {
      Future<Void> _ = HttpReplies.content(request, List.of(section), kind.mimeType(), name);
    }
  }

  private void segment(HttpServerRequest request, List<Part> parts, TrackKind kind, String name) {
    Lease lease = Lease.of(parts);
    if (lease == null) {
      HttpReplies.failure(request, 404, GONE);
      return;
    }
    List<Bytes> pieces = lease.pieces(kind);
    if (pieces.isEmpty()) {
      lease.until(() -> Future.succeededFuture());
      HttpReplies.failure(request, 404, GONE);
      return;
    }
    sentBytes.add(pieces.stream().mapToLong(Bytes::length).sum());
    lease.until(() -> HttpReplies.content(request, pieces, kind.mimeType(), name));
  }
}
