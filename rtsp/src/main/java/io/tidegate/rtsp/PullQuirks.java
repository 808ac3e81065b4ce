package io.tidegate.rtsp;

import java.util.ArrayList;
import java.util.List;

/// What one camera needs, from wherever it is known: its route says it, its stays so far have shown
/// it, or the table lists it; in this order. Loop-confined.
final class PullQuirks {
  private final QuirkTable table;
  private final RtspQuirks route;
  private RtspQuirks learned = RtspQuirks.NONE;
  private RtspQuirks listed = RtspQuirks.NONE;
  private CameraIdentity camera = CameraIdentity.UNKNOWN;

  PullQuirks(QuirkTable table, RtspQuirks route) {
    this.table = table;
    this.route = route;
  }

  /// The camera has said who it is.
  void identified(CameraIdentity identity) {
    if (identity.equals(camera)) {
      return;
    }
    if (!camera.equals(CameraIdentity.UNKNOWN)) {
      learned = RtspQuirks.NONE; // another one is there, or its software is
    }
    camera = identity;
    QuirkTable.Entry entry = table.find(identity);
    listed = entry == null ? RtspQuirks.NONE : entry.quirks();
  }

  /// A stay has shown this.
  void learned(RtspQuirks more) {
    learned = more.orElse(learned);
  }

  CameraIdentity camera() {
    return camera;
  }

  /// All of them together.
  RtspQuirks all() {
    return route.orElse(learned).orElse(listed);
  }

  /// For people: each with where it is from.
  List<RtspPullView.Quirk> views() {
    List<RtspPullView.Quirk> views = new ArrayList<>();
    RtspQuirks fromLearned = route.orElse(learned);
    for (String word : all().words()) {
      RtspPullView.Origin origin = RtspPullView.Origin.TABLE;
      if (route.words().contains(word)) {
        origin = RtspPullView.Origin.ROUTE;
      } else if (fromLearned.words().contains(word)) {
        origin = RtspPullView.Origin.LEARNED;
      }
      views.add(new RtspPullView.Quirk(word, origin));
    }
    return views;
  }
}
