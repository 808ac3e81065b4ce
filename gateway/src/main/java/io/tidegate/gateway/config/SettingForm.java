package io.tidegate.gateway.config;

import io.tidegate.media.Nullable;
import java.util.List;
import java.util.Map;

/// How the value of a setting is typed in: for pages that make a field of it. Immutable.
///
/// @param type `switch`, `choice`, `number`, `size`, `port`, `file`, `secret` or `text`
/// @param words that stand beside what the type takes; of a choice all that there is
/// @param min least number or size, null for none
/// @param max most, null for none
/// @param unit of a number, as its key says: `ms`, `s`, `min`, `h`, `d`, `Mb/s` or `%`; null for
///   none
public record SettingForm(
    String type,
    List<String> words,
    @Nullable String min,
    @Nullable String max,
    @Nullable String unit) {
  /// What keys of numbers end with.
  private static final Map<String, String> UNITS =
      Map.of(
          "-ms", "ms", "-s", "s", "-minutes", "min", "-hours", "h", "-days", "d", "-percent", "%");

  public SettingForm {
    words = List.copyOf(words);
  }

  static SettingForm of(Key key) {
    if (key.kind().equals(Keys.FILE) || key.kind().equals(Keys.FOLDERS)) {
      return plain("file");
    }
    return switch (key.kind()) {
      case Kind.Choice choice when choice.words().equals(List.of("true", "false")) ->
          plain("switch");
      case Kind.Choice choice -> new SettingForm("choice", choice.words(), null, null, null);
      case Kind.Whole whole ->
          new SettingForm("number", List.of(), "" + whole.min(), "" + whole.max(), unit(key));
      case Kind.Size size ->
          new SettingForm("size", List.of(), size.min().toString(), size.max().toString(), null);
      case Kind.Port port ->
          new SettingForm("port", port.mayBeOff() ? List.of("off") : List.of(), "0", "65535", null);
      case Kind.AutoPort _ ->
          new SettingForm("port", List.of("off", Kind.AutoPort.AUTO), "0", "65535", null);
      case Kind.AnyWhole _ -> plain("number");
      case Kind.AnySize _ -> plain("size");
      case Kind.Secret _ -> plain("secret");
      case Kind.Text _, Kind.Formed _ -> plain("text");
    };
  }

  private static SettingForm plain(String type) {
    return new SettingForm(type, List.of(), null, null, null);
  }

  private static @Nullable String unit(Key key) {
    if (key.path().contains("-mbps")) {
      return "Mb/s";
    }
    int dash = key.path().lastIndexOf('-');
    return dash < 0 ? null : UNITS.get(key.path().substring(dash));
  }
}
