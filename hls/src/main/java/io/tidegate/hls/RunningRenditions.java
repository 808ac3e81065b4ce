package io.tidegate.hls;

import io.tidegate.hls.HlsStream.Form;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// Which renditions of a stream run, for its MPD. Those that do not are not started by it: a
/// Representation has to be there when it is named. Any loop.
final class RunningRenditions {
  private final Renditions renditions;
  private final Function<StreamKey, @Nullable HlsStream> streams;

  /// @param streams those that are packaged now
  RunningRenditions(Renditions renditions, Function<StreamKey, @Nullable HlsStream> streams) {
    this.renditions = renditions;
    this.streams = streams;
  }

  DashLadder ladder(HlsStream source) {
    Packager packager = source.packager(Form.CONFIGURED);
    List<PromisedVariant> promised = renditions.of(source.key());
    if (packager == null || promised.isEmpty()) {
      return DashLadder.NONE;
    }
    List<DashRendition> running = new ArrayList<>();
    for (PromisedVariant one : promised) {
      HlsStream stream = streams.apply(one.key());
      // one that was cut by the marks of another stream of this key has other numbers
      boolean follows = stream != null && source.equals(stream.source());
      Packager made = follows ? stream.packager(Form.CONFIGURED) : null;
      PlaylistSnapshot snapshot = made == null ? null : made.snapshot();
      boolean hasPictures = made != null && made.carried().video() != null;
      if (snapshot != null && hasPictures) {
        running.add(new DashRendition(one, snapshot));
      }
    }
    running.sort(Comparator.comparing(one -> one.promised().key().toString()));
    return new DashLadder(
        renditions.offersSource(source.key(), packager.carried().list()), running);
  }
}
