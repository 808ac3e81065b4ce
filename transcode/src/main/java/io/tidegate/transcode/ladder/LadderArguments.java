package io.tidegate.transcode.ladder;

import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.codec.ScanDetector;
import io.tidegate.media.ts.TsMuxer;
import java.util.ArrayList;
import java.util.List;

/// The command line of the child that makes all renditions of one stream: decoded once, coded as
/// often as there are renditions. Pure.
///
/// Times stay those of the stream (`-copyts`, frames are never doubled or moved); key frames are
/// where the source's are, so that segments of all renditions begin together.
final class LadderArguments {
  /// Key frames beside the source's come no more often than this, in frames.
  private static final int GOP = 600;

  private final TrackList source;
  private final Encoders encoders;

  /// @param source what goes in
  LadderArguments(TrackList source, Encoders encoders) {
    this.source = source;
    this.encoders = encoders;
  }

  /// @param from by rendition: the time of the last picture that is there already, from which the
  ///   child begins with a key frame; negative for none
  List<String> of(List<Rendition> renditions, List<MediaTime> from) {
    List<String> arguments = new ArrayList<>(List.of("-copyts"));
    arguments.addAll(encoders.devices(renditions));
    if (renditions.stream().anyMatch(LadderArguments::isLowDelay)) {
      arguments.addAll(List.of("-thread_type", "slice")); // threads of frames hold frames back
    }
    arguments.addAll(List.of("-fpsprobesize", "0", "-f", "mov"));
    arguments.addAll(List.of("-i", "pipe:0"));
    for (Rendition rendition : renditions) {
      if (hasLogo(rendition)) {
        arguments.addAll(List.of("-i", String.valueOf(rendition.video().overlay().logo())));
      }
    }
    String graph = graph(renditions, from);
    if (!graph.isEmpty()) {
      arguments.addAll(List.of("-filter_complex", graph));
    }
    for (int i = 0; i < renditions.size(); i++) {
      if (hasPictures(renditions.get(i))) {
        pictures(renditions.get(i), i, arguments);
      }
      if (hasSound(renditions.get(i))) {
        sound(renditions.get(i), arguments);
      }
    }
    return arguments;
  }

  private static boolean isLowDelay(Rendition rendition) {
    return rendition.video().preset() == VideoProfile.Preset.LOW_DELAY;
  }

  private boolean hasLogo(Rendition rendition) {
    return isCoded(rendition.video()) && rendition.video().overlay().logo() != null;
  }

  /// Also where pictures are to go on as they are, but a transport stream does not carry them.
  boolean isCoded(VideoProfile profile) {
    return switch (profile.mode()) {
      case H264 -> hasVideo();
      case COPY -> hasVideo() && !copiesVideo(profile);
      case NONE -> false;
    };
  }

  private boolean copiesVideo(VideoProfile profile) {
    return profile.mode() == VideoProfile.Mode.COPY
        && source.video().map(track -> TsMuxer.carries(track.codec())).orElse(false);
  }

  /// Whether the source has something that it is made of.
  boolean hasAnything(Rendition rendition) {
    return hasPictures(rendition) || hasSound(rendition);
  }

  private boolean hasPictures(Rendition rendition) {
    return isCoded(rendition.video()) || copiesVideo(rendition.video());
  }

  private boolean hasSound(Rendition rendition) {
    return source.audio().isPresent() && rendition.audio().mode() != AudioProfile.Mode.NONE;
  }

  private boolean hasVideo() {
    return source.hasVideo();
  }

  private String graph(List<Rendition> renditions, List<MediaTime> from) {
    List<String> chains = new ArrayList<>();
    List<Integer> coded = new ArrayList<>();
    for (int i = 0; i < renditions.size(); i++) {
      if (isCoded(renditions.get(i).video())) {
        coded.add(i);
      }
    }
    if (coded.isEmpty()) {
      return "";
    }
    StringBuilder split = new StringBuilder("[0:v:0]split=" + coded.size());
    coded.forEach(i -> split.append("[s").append(i).append(']'));
    chains.add(split.toString());
    int logos = 0;
    for (int i : coded) {
      VideoProfile profile = renditions.get(i).video();
      Promise promised = Promise.of(profile, source);
      FilterChain filters =
          new FilterChain(profile, encoders.chosen(profile), promised, encoders.font());
      String chain = "[s" + i + "]" + filters.beforeLogo(mayHaveFields(), from.get(i));
      if (hasLogo(renditions.get(i))) {
        logos++;
        chain += "[p" + i + "];[p" + i + "][" + logos + ":v]" + filters.logo();
      }
      chains.add(chain + filters.afterLogo() + "[v" + i + "]");
    }
    return String.join(";", chains);
  }

  private boolean mayHaveFields() {
    return source
        .video()
        .map(Track::params)
        .filter(CodecParams.Video.class::isInstance)
        .map(CodecParams.Video.class::cast)
        .map(params -> !ScanDetector.of(params).knowsNoFields())
        .orElse(true);
  }

  private void pictures(Rendition rendition, int place, List<String> arguments) {
    VideoProfile video = rendition.video();
    if (isCoded(video)) {
      arguments.addAll(List.of("-map", "[v" + place + "]"));
      arguments.addAll(encoders.chosen(video).arguments(video, kbps(video), GOP));
      arguments.addAll(List.of("-force_key_frames", "source", "-fps_mode", "passthrough"));
      arguments.addAll(List.of("-enc_time_base", "filter"));
    } else {
      arguments.addAll(List.of("-map", "0:v:0", "-c:v", "copy"));
    }
    arguments.addAll(TsOutput.arguments(name(rendition, ChildOutput.VIDEO)));
  }

  private void sound(Rendition rendition, List<String> arguments) {
    AudioProfile profile = rendition.audio();
    Codec codec = source.audio().orElseThrow().codec();
    arguments.addAll(List.of("-map", "0:a:0"));
    switch (profile.mode()) {
      case AUTO -> {
        if (codec == Codec.AAC) {
          arguments.addAll(List.of("-c:a", "copy"));
        } else {
          aac(profile, arguments);
        }
      }
      case COPY -> {
        if (TsMuxer.carries(codec)) {
          arguments.addAll(List.of("-c:a", "copy"));
        } else {
          aac(profile, arguments);
        }
      }
      case AAC -> aac(profile, arguments);
      case OPUS -> {
        int kbps = profile.kbps() == 0 ? 96 : profile.kbps();
        arguments.addAll(List.of("-c:a", "libopus", "-b:a", kbps + "k", "-ac", "2"));
      }
      case NONE -> {}
    }
    arguments.addAll(TsOutput.arguments(name(rendition, ChildOutput.AUDIO)));
  }

  private static void aac(AudioProfile profile, List<String> arguments) {
    int kbps = profile.kbps() == 0 ? 128 : profile.kbps();
    arguments.addAll(List.of("-c:a", "aac", "-b:a", kbps + "k", "-ar", "48000", "-ac", "2"));
  }

  /// What the profile says, else what such pictures usually take: 0.09 bits a pixel.
  private int kbps(VideoProfile profile) {
    return profile.kbps() != 0 ? profile.kbps() : Promise.of(profile, source).kbps();
  }

  /// What the child writes. Each track has a transport stream of its own: in one, FFmpeg holds
  /// pictures back until the sound beside them is there, and many sources send their sound late.
  List<Output> outputs(List<Rendition> renditions) {
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < renditions.size(); i++) {
      if (hasPictures(renditions.get(i))) {
        outputs.add(output(renditions.get(i), i, ChildOutput.VIDEO));
      }
      if (hasSound(renditions.get(i))) {
        outputs.add(output(renditions.get(i), i, ChildOutput.AUDIO));
      }
    }
    return outputs;
  }

  private static Output output(Rendition rendition, int place, int track) {
    return new Output(name(rendition, track), place, track);
  }

  private static String name(Rendition rendition, int track) {
    return rendition.name() + (track == ChildOutput.VIDEO ? "-video" : "-audio");
  }

  /// A transport stream.
  ///
  /// @param name for its address
  /// @param rendition the place of the rendition
  /// @param track [ChildOutput#VIDEO] or [ChildOutput#AUDIO]
  record Output(String name, int rendition, int track) {}
}
