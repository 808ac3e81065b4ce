package io.tidegate.hls;

import io.tidegate.hls.HlsStream.Form;
import io.tidegate.hls.ReloadRequest.BadDirectiveException;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Protocol;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Serves playlists. A playlist that does not exist yet, or lacks the part that was asked for, is
/// waited for without holding a thread. Any loop.
final class PlaylistHandler {
  /// How long the first segment may take: a key frame every 8 s, and two seconds of network.
  private static final long FIRST_SEGMENT_NANOS = 10_000_000_000L;

  private final HlsContext context;
  private final ViewerGate gate;
  private final Variants variants;
  private final RenditionReports reports;
  private final Loops loops;

  PlaylistHandler(
      HlsContext context,
      ViewerGate gate,
      Variants variants,
      RenditionReports reports,
      Loops loops) {
    this.context = context;
    this.gate = gate;
    this.variants = variants;
    this.reports = reports;
    this.loops = loops;
  }

  /// Where the addresses of a playlist lead from.
  ///
  /// @param directory of the media playlist, relative to the address asked for
  /// @param root the folder of all apps, relative to it
  record Base(String directory, String root) {}

  void multivariant(HlsStream stream, Form form, Base base, RoutingContext routing) {
    HttpServerRequest request = routing.request();
    String token = ViewerSessions.newToken();
    gate.admit(
        stream, _ -> token, routing, (_, _) -> multivariant(stream, form, base, token, request));
  }

  private void multivariant(
      HlsStream stream, Form form, Base base, String token, HttpServerRequest request) {
    gate.wanted(stream.key());
    String uri = base.directory() + "media.m3u8?" + ViewerGate.address(token, request.query());
    String ofVariants = ViewerGate.addressOfVariant(token, request.query());
    answerWith(
        stream,
        form,
        new ReloadRequest(-1, -1, false),
        request,
        snapshot -> {
          String text = variants.playlist(stream, form, snapshot, uri, base.root(), ofVariants);
          HttpReplies.multivariant(request, Bytes.of(text, StandardCharsets.UTF_8));
        });
  }

  void media(HlsStream stream, Form form, RoutingContext routing) {
    HttpServerRequest request = routing.request();
    ReloadRequest reload;
    try {
      reload =
          ReloadRequest.parse(
              request.getParam("_HLS_msn"),
              request.getParam("_HLS_part"),
              request.getParam("_HLS_skip"));
      Packager packager = stream.packager(form);
      PlaylistSnapshot now = packager == null ? null : packager.snapshot();
      if (now != null) {
        reload.check(now);
      }
    } catch (BadDirectiveException wrong) {
      HttpReplies.failure(request, 400, String.valueOf(wrong.getMessage()));
      return;
    }
    String ofSource = ViewerGate.tokenOfSource(request);
    HlsStream home = Variants.home(stream, ofSource != null);
    String given = home.equals(stream) ? ViewerGate.token(request) : ofSource;
    Asked asked = new Asked(stream, home, form, reload, given);
    if (given == null) {
      gate.admit(
          home,
          by -> ViewerGate.hostToken(request, by),
          routing,
          (token, _) -> media(asked, token, request));
      return;
    }
    switch (home.viewers(Protocol.HLS).known(given)) {
      case null -> gate.admit(home, _ -> given, routing, (_, _) -> media(asked, given, request));
      case Admission.Granted _ -> media(asked, given, request);
      case Admission.Refused no -> ViewerGate.refuse(request, no);
    }
  }

  /// A media playlist that somebody wants.
  ///
  /// @param home whose viewer it is: of the source, where a variant of it is asked for
  /// @param shown the token that it was given there, null for none
  private record Asked(
      HlsStream stream, HlsStream home, Form form, ReloadRequest reload, @Nullable String shown) {}

  private void media(Asked asked, String token, HttpServerRequest request) {
    ViewerSessions viewers = asked.home().viewers(Protocol.HLS);
    viewers.seen(token, 0, context.nanoTime().getAsLong());
    if (asked.stream().source() != null) {
      gate.wanted(asked.stream().key());
    }
    answerWith(
        asked.stream(),
        asked.form(),
        asked.reload(),
        request,
        snapshot -> {
          Bytes others = reports(asked, snapshot, request.query());
          int length = HttpReplies.playlist(request, snapshot, asked.reload().skip(), others);
          viewers.seen(token, length, context.nanoTime().getAsLong());
        });
  }

  private Bytes reports(Asked asked, PlaylistSnapshot snapshot, @Nullable String query) {
    String token = asked.shown();
    return token == null || asked.form() == Form.TS
        ? Bytes.EMPTY
        : reports.of(asked.stream(), asked.home(), snapshot, token, query);
  }

  /// How long somebody may wait for what is due next: RFC 8216bis §6.2.5.2 says three target
  /// durations.
  static long patienceNanos(@Nullable PlaylistSnapshot snapshot) {
    return snapshot == null
        ? FIRST_SEGMENT_NANOS
        : 3L * snapshot.state().targetSeconds() * 1_000_000_000L;
  }

  private void answerWith(
      HlsStream stream,
      Form form,
      ReloadRequest reload,
      HttpServerRequest request,
      Consumer<PlaylistSnapshot> reply) {
    Packager packager = stream.packager(form);
    PlaylistSnapshot now = packager == null ? null : packager.snapshot();
    boolean mayBlock = now != null && now.state().partTarget() != null;
    WaitingRoom.Answer answer =
        new WaitingRoom.Answer() {
          @Override
          public void ready(PlaylistSnapshot snapshot) {
            reply.accept(snapshot);
          }

          @Override
          public void expired() {
            refuse(stream, form, request);
          }
        };
    stream.await(
        form,
        mayBlock ? reload.segment() : -1,
        mayBlock ? reload.part() : -1,
        loops.current(),
        patienceNanos(now),
        answer);
  }

  /// Says why there is nothing to play.
  static void refuse(HlsStream stream, Form form, HttpServerRequest request) {
    Packager packager = stream.packager(form);
    CarriedTracks carried = packager == null ? CarriedTracks.NONE : packager.carried();
    if (carried.isEmpty() && !carried.leftOut().isEmpty()) {
      String codec = carried.leftOut().get(0).codec().title();
      HttpReplies.failure(request, 404, "this container cannot carry " + codec);
    } else {
      HttpReplies.failure(request, 503, "nothing to play yet, ask again");
    }
  }
}
