package io.tidegate.hls;

import io.tidegate.hls.HlsStream.Form;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/// How far the other variants of a multivariant playlist have come, for the end of the media
/// playlist of one of them: EXT-X-RENDITION-REPORT of RFC 8216bis §4.4.5.4. A player that goes to
/// another variant asks for its next part at once.
///
/// What is told is read as it is at that moment: nothing is waited for, and a rendition that does
/// not run is not told of. Any loop.
final class RenditionReports {
  /// From a media playlist to where addresses begin with the app.
  private static final String ROOT = "../../";

  /// Ours, and what may stand in an address as it is.
  private static final Pattern TOKEN = Pattern.compile("[0-9A-Za-z]{1,32}");

  private final Renditions renditions;
  private final Function<StreamKey, @Nullable HlsStream> streams;

  /// @param streams those that are packaged now
  RenditionReports(Renditions renditions, Function<StreamKey, @Nullable HlsStream> streams) {
    this.renditions = renditions;
    this.streams = streams;
  }

  /// The tags for one viewer; empty where its playlist has no parts, has its end, or is no variant.
  ///
  /// @param asked whose media playlist it is
  /// @param source what the viewer came by
  /// @param token the viewer's among those of `source`
  /// @param query of the request, what it showed goes on with the addresses
  Bytes of(
      HlsStream asked,
      HlsStream source,
      PlaylistSnapshot shown,
      String token,
      @Nullable String query) {
    boolean isVariant = source.equals(asked) ? isOffered(source) : source.equals(asked.source());
    boolean mayGoOn = shown.state().partTarget() != null && !shown.state().ended();
    List<PromisedVariant> promised =
        isVariant && mayGoOn && TOKEN.matcher(token).matches()
            ? renditions.of(source.key())
            : List.of();
    if (promised.isEmpty()) {
      return Bytes.EMPTY;
    }
    StringBuilder text = new StringBuilder();
    if (!source.equals(asked) && isOffered(source)) {
      report(text, source, ViewerGate.address(token, query));
    }
    String ofVariants = ViewerGate.addressOfVariant(token, query);
    promised.stream()
        .map(PromisedVariant::key)
        .filter(key -> !key.equals(asked.key()))
        .sorted()
        .forEach(key -> {
          HlsStream running = streams.apply(key);
          // one that was cut by the marks of another stream of this key has other numbers
          if (running != null && source.equals(running.source())) {
            report(text, running, ofVariants);
          }
        });
    return Bytes.of(text.toString(), StandardCharsets.UTF_8);
  }

  private boolean isOffered(HlsStream source) {
    Packager packager = source.packager(Form.CONFIGURED);
    return packager != null && renditions.offersSource(source.key(), packager.carried().list());
  }

  private static void report(StringBuilder text, HlsStream variant, String query) {
    Packager packager = variant.packager(Form.CONFIGURED);
    PlaylistSnapshot now = packager == null ? null : packager.snapshot();
    if (now == null) {
      return;
    }
    SegmentNames.Address newest = now.newest();
    text.append("#EXT-X-RENDITION-REPORT:URI=\"")
        .append(ROOT)
        .append(variant.key().app())
        .append('/')
        .append(variant.key().name())
        .append("/media.m3u8?")
        .append(query.replace("\"", "%22"))
        .append("\",LAST-MSN=")
        .append(newest.segment());
    if (newest.part() >= 0) {
      text.append(",LAST-PART=").append(newest.part());
    }
    text.append('\n');
  }
}
