package io.tidegate.gateway.foreign;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.media.Nullable;
import java.util.List;

/// Reads what other programs keep in YAML as routes of ours. Stateless, any thread.
///
/// Nothing is looked up, called or run, no variable of the environment is read, and no other file.
public final class ForeignRoutes {
  /// Ten thousand cameras with ten lines each; more is the wrong file.
  public static final int MAX_BYTES = 3 << 20;

  private static final List<String> MEDIAMTX_KEYS =
      List.of("paths", "pathDefaults", "rtspAddress", "rtmpAddress", "hlsAddress", "authMethod");

  private ForeignRoutes() {}

  /// @param name what messages call the file
  /// @param format null to look at the keys
  /// @throws ConfigException for what is no such file at all; what is in it and has no counterpart
  ///   here is a note
  public static Imported read(String name, String text, @Nullable ForeignFormat format)
      throws ConfigException {
    ForeignFile file = new ForeignFile(name);
    ForeignMap root = file.root(text);
    ForeignFormat which = format == null ? detect(file, root) : format;
    ImportedRoutes routes = new ImportedRoutes();
    switch (which) {
      case MEDIAMTX -> new MediaMtxFile(file, routes).read(root);
      case GO2RTC -> new Go2RtcFile(file, routes).read(root);
    }
    return routes.finish(which);
  }

  private static ForeignFormat detect(ForeignFile file, ForeignMap root) throws ConfigException {
    boolean mediaMtx = MEDIAMTX_KEYS.stream().anyMatch(root::has);
    boolean go2Rtc = root.has("streams") || root.has("go2rtc");
    if (mediaMtx == go2Rtc) {
      throw file.problem(
          "expected a mediamtx.yml, which has paths, or a go2rtc.yaml, which has streams; say which"
              + " format it is");
    }
    return mediaMtx ? ForeignFormat.MEDIAMTX : ForeignFormat.GO2RTC;
  }
}
