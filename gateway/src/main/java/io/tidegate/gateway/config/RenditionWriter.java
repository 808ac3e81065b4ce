package io.tidegate.gateway.config;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.transcode.ladder.AudioProfile;
import io.tidegate.transcode.ladder.Overlay;
import io.tidegate.transcode.ladder.VideoProfile;
import java.util.function.BiConsumer;

/// Writes what [RenditionReader] reads; what is usual is left out. Stateless.
final class RenditionWriter {
  private RenditionWriter() {}

  /// @param put takes a key and its value, null for none
  static void pattern(SourceSpec.TestPattern pattern, BiConsumer<String, @Nullable Object> put) {
    SourceSpec.TestPattern usual = SourceSpec.TestPattern.DEFAULT;
    put.accept("width", pattern.width() == usual.width() ? null : pattern.width());
    put.accept("height", pattern.height() == usual.height() ? null : pattern.height());
    put.accept("fps", pattern.fps() == usual.fps() ? null : pattern.fps());
    put.accept("kbps", pattern.kbps() == usual.kbps() ? null : pattern.kbps());
    put.accept("tone", pattern.tone() ? null : false);
  }

  /// Likewise.
  static void rendition(OutputSpec.Rendered rendered, BiConsumer<String, @Nullable Object> put) {
    VideoProfile video = rendered.rendition().video();
    VideoProfile usual = VideoProfile.H264;
    put.accept("name", rendered.rendition().name());
    put.accept("video", unless(usual.mode(), video.mode()));
    put.accept("width", unlessZero(video.width()));
    put.accept("height", unlessZero(video.height()));
    put.accept("fps", unlessZero(video.fps()));
    put.accept("kbps", unlessZero(video.kbps()));
    put.accept("encoder", unless(usual.encoder(), video.encoder()));
    put.accept("preset", unless(usual.preset(), video.preset()));
    put.accept("deinterlace", unless(usual.deinterlace(), video.deinterlace()));
    VideoProfile.Crop crop = video.crop();
    put.accept("crop", crop == null ? null : text(crop));
    put.accept("rotate", unlessZero(video.rotate()));
    Overlay overlay = video.overlay();
    put.accept("text", overlay.text().isEmpty() ? null : overlay.text());
    put.accept("text-at", unless(Overlay.NONE.textAt(), overlay.textAt()));
    put.accept("logo", overlay.logo() == null ? null : overlay.logo().toString());
    put.accept("logo-at", unless(Overlay.NONE.logoAt(), overlay.logoAt()));
    AudioProfile audio = rendered.rendition().audio();
    put.accept("audio", unless(AudioProfile.DEFAULT.mode(), audio.mode()));
    put.accept("audio-kbps", unlessZero(audio.kbps()));
    put.accept("on-demand", rendered.onDemand() ? true : null);
  }

  private static String text(VideoProfile.Crop crop) {
    return crop.width() + "x" + crop.height() + "+" + crop.left() + "+" + crop.top();
  }

  private static @Nullable Integer unlessZero(int number) {
    return number == 0 ? null : number;
  }

  private static @Nullable String unless(Enum<?> usual, Enum<?> value) {
    return value.equals(usual) ? null : RenditionReader.label(value);
  }
}
