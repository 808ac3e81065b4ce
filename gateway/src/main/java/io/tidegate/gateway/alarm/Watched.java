package io.tidegate.gateway.alarm;

import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.srt.SrtLinkView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What alarms are made of: views that any thread may take.
///
/// @param elsewhere whether a stream is live at another node
/// @param failures by stream, why the source that is called does not answer or send
/// @param problems what does not work, with the reason, as `/health/ready` says
/// @param others look at something else; called on the alarms' thread
public record Watched(
    RouteTable routes,
    StreamRegistry streams,
    Predicate<StreamKey> elsewhere,
    Supplier<List<SrtLinkView>> links,
    Supplier<Map<StreamKey, String>> failures,
    Supplier<Map<String, String>> problems,
    Path dataDir,
    List<Supplier<List<Finding>>> others) {
  public Watched {
    others = List.copyOf(others);
  }

  /// The same with somebody else who looks.
  public Watched with(Supplier<List<Finding>> other) {
    List<Supplier<List<Finding>>> more = new ArrayList<>(others);
    more.add(other);
    return new Watched(routes, streams, elsewhere, links, failures, problems, dataDir, more);
  }
}
