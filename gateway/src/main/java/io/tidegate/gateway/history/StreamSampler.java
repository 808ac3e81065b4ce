package io.tidegate.gateway.history;

import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.StreamView;
import io.tidegate.srt.SrtLinkView;
import io.tidegate.srt.lib.SrtStat;
import io.tidegate.srt.lib.SrtStats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes samples of what streams and links say of themselves. Confined to one thread.
public final class StreamSampler {
  private Map<String, SrtStats> before = new HashMap<>();

  /// What has become of each stream since the call before.
  public List<Sample> sample(List<StreamView> streams, List<SrtLinkView> links) {
    Map<String, SrtStats> now = new HashMap<>();
    links.stream()
        .filter(SrtLinkView::publishes)
        .forEach(link -> now.put(link.sessionId(), link.stats()));
    List<Sample> samples = new ArrayList<>(streams.size());
    for (StreamView view : streams) {
      PublishRequest publisher = view.source();
      String session = publisher == null ? "" : publisher.sessionId();
      samples.add(sample(view, session, now));
    }
    before = now;
    return samples;
  }

  private Sample sample(StreamView view, String session, Map<String, SrtStats> now) {
    SrtStats link = now.get(session);
    if (link == null) {
      return new Sample(
          view.key(),
          view.bitrateBps(),
          view.framesPerSecond(),
          view.viewers(),
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN);
    }
    SrtStats earlier = before.getOrDefault(session, link);
    return new Sample(
        view.key(),
        view.bitrateBps(),
        view.framesPerSecond(),
        view.viewers(),
        link.value(SrtStat.RTT),
        since(earlier, link, SrtStat.RECEIVE_LOSS_TOTAL),
        since(earlier, link, SrtStat.RECEIVE_DROPPED_TOTAL),
        // libsrt counts these in its last reading alone; a reading that was seen counts once
        earlier.equals(link) ? 0 : link.value(SrtStat.RECOVERED),
        link.value(SrtStat.RECEIVE_BUFFER_TIME));
  }

  /// What a total has grown by.
  private static double since(SrtStats earlier, SrtStats now, SrtStat total) {
    return Math.max(0, now.value(total) - earlier.value(total));
  }
}
