package io.tidegate.hls;

import io.tidegate.hls.HlsStream.Form;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What a stream offers: itself and its renditions, those that run and those that would. Any loop.
final class Variants {
  private final Renditions renditions;
  private final Function<StreamKey, @Nullable HlsStream> streams;

  /// @param streams those that are packaged now
  Variants(Renditions renditions, Function<StreamKey, @Nullable HlsStream> streams) {
    this.renditions = renditions;
    this.streams = streams;
  }

  /// The multivariant playlist for one viewer.
  ///
  /// @param uri of the stream's own media playlist
  /// @param root leads from the address asked for to where addresses begin with the app
  /// @param query of the renditions' media playlists, which tells the viewer
  String playlist(
      HlsStream source,
      Form form,
      PlaylistSnapshot snapshot,
      String uri,
      String root,
      String query) {
    Packager packager = source.packager(form);
    CarriedTracks tracks = packager == null ? CarriedTracks.NONE : packager.carried();
    List<MultivariantText.Entry> entries = new ArrayList<>();
    if (form == Form.CONFIGURED) {
      for (PromisedVariant one : renditions.of(source.key())) {
        String path = root + one.key().app() + "/" + one.key().name();
        entries.add(new MultivariantText.Entry(of(one), path + "/media.m3u8?" + query));
      }
    }
    if (entries.isEmpty() || renditions.offersSource(source.key(), tracks.list())) {
      Variant own =
          Variant.of(
              snapshot, tracks, source.source() == null ? snapshot.state().partTarget() : null);
      entries.add(new MultivariantText.Entry(own, uri));
    }
    return MultivariantText.write(entries);
  }

  /// Whose viewers the request counts among.
  ///
  /// @param isViewer the request shows a token of the source
  static HlsStream home(HlsStream asked, boolean isViewer) {
    HlsStream source = asked.source();
    return isViewer && source != null && !source.isGone() ? source : asked;
  }

  private Variant of(PromisedVariant rendition) {
    HlsStream running = streams.apply(rendition.key());
    Packager packager = running == null ? null : running.packager(Form.CONFIGURED);
    PlaylistSnapshot snapshot = packager == null ? null : packager.snapshot();
    return packager == null || snapshot == null
        ? Variant.of(rendition)
        : Variant.of(rendition, snapshot, packager.carried());
  }
}
