package io.tidegate.gateway.mark;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.hls.DateRange;
import io.tidegate.hls.DateRanges;
import io.tidegate.media.StreamKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Marks as playlists tell them, where the route says so; those of a stream stand in the playlists
/// of its renditions, too. Any thread.
public record MarkRanges(Marks marks, RouteTable routes) implements DateRanges {
  /// Of one playlist, the newest; more would be most of it.
  static final int MOST = 200;

  @Override
  public List<DateRange> of(StreamKey key, Instant from, Instant to) {
    RouteSpec route = routes.find(key);
    boolean isAsked =
        route != null
            && route.outputs().stream()
                .anyMatch(output -> output instanceof OutputSpec.Marks && output.enabled());
    if (!isAsked) {
      return List.of();
    }
    List<Mark> found = marks.find(routes.sourceOf(key), from, to);
    return found.subList(Math.max(0, found.size() - MOST), found.size()).stream()
        .map(MarkRanges::range)
        .toList();
  }

  private static DateRange range(Mark mark) {
    Mark.Finding finding = mark.finding();
    Mark.Box box = finding.box();
    Map<String, String> more = new LinkedHashMap<>();
    if (!finding.label().isEmpty()) {
      more.put("X-LABEL", finding.label());
    }
    if (finding.confidence() != null) {
      more.put("X-CONFIDENCE", finding.confidence().toString());
    }
    if (box != null) {
      more.put("X-BOX", box.x() + " " + box.y() + " " + box.width() + " " + box.height());
    }
    String id = Long.toString(mark.id());
    return new DateRange(id, finding.kind(), mark.at(), finding.duration(), more);
  }
}
