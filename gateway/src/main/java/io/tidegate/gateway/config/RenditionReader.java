package io.tidegate.gateway.config;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.transcode.ladder.AudioProfile;
import io.tidegate.transcode.ladder.Overlay;
import io.tidegate.transcode.ladder.Rendition;
import io.tidegate.transcode.ladder.VideoProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads what is coded anew, and the test pattern.
final class RenditionReader {
  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "name",
              "video",
              "width",
              "height",
              "fps",
              "kbps",
              "encoder",
              "preset",
              "deinterlace",
              "crop",
              "rotate",
              "text",
              "text-at",
              "logo",
              "logo-at",
              "audio",
              "audio-kbps",
              "on-demand"));
  private static final Set<String> PATTERN_KEYS =
      new TreeSet<>(Set.of("type", "width", "height", "fps", "kbps", "tone"));

  private static final Kind NAME = new Kind.Text("a name such as 720", false);
  private static final Kind TEXT = new Kind.Text("a text", true);
  private static final Pattern CROP =
      Pattern.compile("(\\d{1,5})x(\\d{1,5})(?:\\+(\\d{1,5})\\+(\\d{1,5}))?");

  /// A file in the folder for logos.
  private static final Kind LOGO =
      new Kind.Formed(
          "the name of a file in the folder logos", Pattern.compile("[A-Za-z0-9_-][\\w.-]{0,63}"));

  private final NodeReader nodes;

  RenditionReader(NodeReader nodes) {
    this.nodes = nodes;
  }

  /// `{type: test-pattern, width: 1280, height: 720}`.
  SourceSpec pattern(Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, PATTERN_KEYS);
    SourceSpec.TestPattern usual = SourceSpec.TestPattern.DEFAULT;
    return new SourceSpec.TestPattern(
        number(entries, "width", path, usual.width()),
        number(entries, "height", path, usual.height()),
        number(entries, "fps", path, usual.fps()),
        number(entries, "kbps", path, usual.kbps()),
        nodes.flag(entries.get("tone"), path + ".tone", usual.tone()));
  }

  /// `[{name: 720, height: 720, kbps: 2500}]`.
  List<OutputSpec> read(Node node, String path) throws ConfigException {
    List<OutputSpec> renditions = new ArrayList<>();
    List<Node> entries = nodes.sequence(node, path);
    for (int i = 0; i < entries.size(); i++) {
      renditions.add(rendition(entries.get(i), path + "[" + i + "]"));
    }
    return renditions;
  }

  private OutputSpec rendition(Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, KEYS);
    String name = nodes.text(entries.get("name"), path + ".name", NAME);
    if (name == null) {
      throw nodes.problem(node, path + ".name", "a name such as 720");
    }
    VideoProfile usual = VideoProfile.H264;
    VideoProfile video =
        new VideoProfile(
            choice(entries, "video", path, usual.mode(), VideoProfile.Mode.values()),
            number(entries, "width", path, 0),
            number(entries, "height", path, 0),
            number(entries, "fps", path, 0),
            number(entries, "kbps", path, 0),
            choice(entries, "encoder", path, usual.encoder(), VideoProfile.Encoder.values()),
            choice(entries, "preset", path, usual.preset(), VideoProfile.Preset.values()),
            choice(
                entries,
                "deinterlace",
                path,
                usual.deinterlace(),
                VideoProfile.Deinterlace.values()),
            crop(entries.get("crop"), path + ".crop"),
            number(entries, "rotate", path, 0),
            overlay(entries, path));
    AudioProfile audio =
        new AudioProfile(
            choice(entries, "audio", path, AudioProfile.DEFAULT.mode(), AudioProfile.Mode.values()),
            number(entries, "audio-kbps", path, 0));
    boolean onDemand = nodes.flag(entries.get("on-demand"), path + ".on-demand", false);
    return new OutputSpec.Rendered(new Rendition(name, video, audio), onDemand);
  }

  private Overlay overlay(Map<String, Node> entries, String path) throws ConfigException {
    Overlay none = Overlay.NONE;
    String text = nodes.text(entries.get("text"), path + ".text", TEXT);
    String logo = nodes.text(entries.get("logo"), path + ".logo", LOGO);
    Overlay.Place[] places = Overlay.Place.values();
    return new Overlay(
        text == null ? "" : text,
        choice(entries, "text-at", path, none.textAt(), places),
        logo == null ? null : Path.of(logo),
        choice(entries, "logo-at", path, none.logoAt(), places));
  }

  private VideoProfile.@Nullable Crop crop(@Nullable Node node, String path)
      throws ConfigException {
    if (node == null) {
      return null;
    }
    Matcher crop = CROP.matcher(nodes.scalar(node, path));
    if (!crop.matches()) {
      throw nodes.problem(node, path, "WIDTHxHEIGHT+LEFT+TOP such as 1280x720+0+120");
    }
    return new VideoProfile.Crop(
        Integer.parseInt(crop.group(1)),
        Integer.parseInt(crop.group(2)),
        crop.group(3) == null ? 0 : Integer.parseInt(crop.group(3)),
        crop.group(4) == null ? 0 : Integer.parseInt(crop.group(4)));
  }

  private int number(Map<String, Node> entries, String key, String path, int usual)
      throws ConfigException {
    Integer number = nodes.number(entries.get(key), path + "." + key);
    return number == null ? usual : number;
  }

  private <E extends Enum<E>> E choice(
      Map<String, Node> entries, String key, String path, E usual, E[] values)
      throws ConfigException {
    Kind words = new Kind.Choice(Arrays.stream(values).map(RenditionReader::label).toList());
    String word = nodes.text(entries.get(key), path + "." + key, words);
    return Arrays.stream(values)
        .filter(value -> label(value).equals(word))
        .findFirst()
        .orElse(usual);
  }

  static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
