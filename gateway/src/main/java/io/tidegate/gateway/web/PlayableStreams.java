package io.tidegate.gateway.web;

import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.StreamView;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/// Which of the live streams somebody may play in any way, when a look-up of a password may take
/// its time: one stream after the other, so that one password is hashed once. Loop-confined; lives
/// for one request.
///
/// 1. [#find], once.
final class PlayableStreams {
  private static final List<Protocol> WAYS =
      List.of(Protocol.HTTP_FLV, Protocol.HLS, Protocol.RTMP, Protocol.RTSP, Protocol.SRT);

  private final Context loop;
  private final List<StreamView> all;
  private final BiFunction<StreamView, Protocol, PlayRequest> request;
  private final Function<PlayRequest, Admission> policy;
  private final List<StreamView> playable = new ArrayList<>();
  private boolean unknown;

  /// The stream and the way that is next.
  private int stream;

  private int way;

  /// @param request of the one who asks, for a stream in one way
  /// @param policy of players
  PlayableStreams(
      Context loop,
      List<StreamView> all,
      BiFunction<StreamView, Protocol, PlayRequest> request,
      Function<PlayRequest, Admission> policy) {
    this.loop = loop;
    this.all = all;
    this.request = request;
    this.policy = policy;
  }

  /// @param streams those that may be played
  /// @param unknown whether some may not as it is not known who asks
  record Found(List<StreamView> streams, boolean unknown) {}

  void find(Consumer<Found> told) {
    while (stream < all.size()) {
      switch (policy.apply(request.apply(all.get(stream), WAYS.get(way)))) {
        case Admission.Settled settled -> take(settled);
        case Admission.Pending pending -> {
          pending
              .question()
              .ask(settled ->
                  loop.runOnContext(_ -> {
                    take(settled);
                    find(told);
                  }));
          return;
        }
      }
    }
    told.accept(new Found(playable, unknown));
  }

  private void take(Admission.Settled settled) {
    switch (settled) {
      case Admission.Granted _ -> {
        playable.add(all.get(stream));
        nextStream();
      }
      case Admission.Refused no -> {
        unknown |= no.refusal() == Refusal.NOT_AUTHORISED;
        if (no.refusal() == Refusal.LIMIT_REACHED || no.refusal() == Refusal.PEER_LIMIT) {
          stream = all.size(); // too many passwords, or wrong ones: whoever asks comes again
        } else if (++way == WAYS.size()) {
          nextStream();
        }
      }
    }
  }

  private void nextStream() {
    stream++;
    way = 0;
  }
}
