package io.tidegate.gateway.foreign;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One source of `go2rtc.yaml`, `address#parameter#parameter`, as a source here. Immutable.
///
/// @param source as a route's document has it
/// @param srt members of the route's `srt` that the address says
/// @param remarks what is here and works otherwise
record Go2RtcSource(JsonObject source, JsonObject srt, List<Remark> remarks) {
  /// @param reason a sentence, without secrets
  /// @param instead likewise
  record Remark(String reason, String instead) {}

  /// go2rtc's `${NAME}` and `${NAME:default}`, and Frigate's `{FRIGATE_NAME}`.
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Za-z_]\\w*)(:[^}]*)?}|\\{(FRIGATE_\\w+)}");

  /// @throws LeftOutException for what cannot be pulled here
  static Go2RtcSource parse(String text) throws LeftOutException {
    List<Remark> remarks = new ArrayList<>();
    String whole = variables(text, remarks);
    return whole.startsWith("ffmpeg:")
        ? ffmpeg(whole.substring("ffmpeg:".length()), remarks)
        : direct(whole, remarks);
  }

  /// No variable is read: whoever brings the file in would read this process's secrets.
  private static String variables(String text, List<Remark> remarks) {
    Matcher matcher = VARIABLE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String fallback = matcher.group(2);
      String name = matcher.group(1) == null ? matcher.group(3) : matcher.group(1);
      remarks.add(
          fallback == null
              ? new Remark(
                  "the variable " + name + " is not read and stands there as it is written",
                  "put its value in")
              : new Remark(
                  "the variable " + name + " is not read: the value written beside it is taken",
                  "put its value in where it is another"));
      String value = fallback == null ? matcher.group() : fallback.substring(1);
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(filled).toString();
  }

  private static Go2RtcSource direct(String text, List<Remark> remarks) throws LeftOutException {
    String[] parts = text.split("#", -1);
    refuse(parts[0]);
    SourceUrl url = SourceUrl.parse(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      parameter(parts[i], url.source(), remarks);
    }
    return new Go2RtcSource(url.source(), url.srt(), remarks);
  }

  private static void parameter(String parameter, JsonObject source, List<Remark> remarks) {
    int equals = parameter.indexOf('=');
    String name = equals < 0 ? parameter : parameter.substring(0, equals);
    String value = equals < 0 ? "" : parameter.substring(equals + 1);
    switch (name) {
      case "transport" -> transport(value, source, remarks);
      case "backchannel" -> {
        if (!value.equals("0")) {
          remarks.add(
              new Remark("nothing is sent to cameras", "speak to the camera by its own program"));
        }
      }
      case "media" ->
          remarks.add(
              new Remark("all tracks are taken that outputs can carry", "mute it in the player"));
      case "timeout" -> remarks.add(new Remark("time-outs are as everywhere, 10 s", "nothing"));
      case "", "gop", "prefetch", "query" -> {}
      default ->
          remarks.add(new Remark("the parameter #" + name + " is unknown here", "leave it away"));
    }
  }

  private static void transport(String value, JsonObject source, List<Remark> remarks) {
    if (value.equals("tcp") || value.equals("udp")) {
      source.put("transport", value);
    } else {
      remarks.add(
          new Remark(
              "RTSP is not tunnelled over WebSocket here: the plain address is pulled",
              "say transport: http if the camera is only reached over HTTP"));
    }
  }

  /// `ffmpeg:input#video=copy#audio=aac`: the input itself, as far as it can be pulled without.
  private static Go2RtcSource ffmpeg(String text, List<Remark> remarks) throws LeftOutException {
    String[] parts = text.split("#", -1);
    String input = parts[0];
    if (input.indexOf("://") < 0) {
      throw new LeftOutException(
          "no programs are run: neither files and devices nor other streams are converted by"
              + " FFmpeg",
          "let ffmpeg publish it here; sound that browsers cannot play becomes AAC by itself");
    }
    SourceUrl url = SourceUrl.parse(input);
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i];
      if (part.equals("video=copy") || part.equals("video") || part.isEmpty()) {
        continue;
      }
      if (part.startsWith("audio")) {
        sound(part, remarks);
      } else if (part.startsWith("input=rtsp/udp")) {
        url.source().put("transport", "udp");
      } else if (part.startsWith("timeout=")) {
        parameter(part, url.source(), remarks);
      } else {
        int equals = part.indexOf('=');
        remarks.add(
            new Remark(
                "it is pulled without FFmpeg, so #"
                    + (equals < 0 ? part : part.substring(0, equals))
                    + " does nothing: pictures stay as the camera codes them",
                "let the camera send H.264, or take its second stream"));
      }
    }
    remarks.add(new Remark("it is pulled without FFmpeg", "nothing"));
    return new Go2RtcSource(url.source(), url.srt(), remarks);
  }

  private static void sound(String part, List<Remark> remarks) {
    String codec = part.replaceFirst("audio=?", "").replaceFirst("[/#].*", "");
    if (codec.isEmpty() || codec.equals("copy")) {
      return;
    }
    remarks.add(
        codec.equals("aac")
            ? new Remark("sound becomes AAC by itself where an output needs it", "nothing")
            : new Remark(
                "sound stays as it comes, and becomes AAC where an output needs it",
                "let the camera code it as " + codec));
  }

  /// Sources that are no addresses of streams.
  private static void refuse(String address) throws LeftOutException {
    int colon = address.indexOf(':');
    String module = colon < 0 ? "" : address.substring(0, colon).toLowerCase(Locale.ROOT);
    switch (module) {
      case "exec", "echo", "expr" ->
          throw new LeftOutException(
              "no programs are run", "start it with the machine (systemd) and let it publish here");
      case "onvif" ->
          throw new LeftOutException(
              "ONVIF is not asked for addresses",
              "take the RTSP address of the profile, which go2rtc's page of the stream shows");
      case "webrtc", "webtorrent" ->
          throw new LeftOutException(
              "WebRTC is not pulled here", "take the RTSP address of the same device");
      case "hass", "homekit" ->
          throw new LeftOutException(
              "cameras are not asked for over " + module,
              "take the camera's own RTSP address, or leave it with go2rtc and pull"
                  + " rtsp://GO2RTC:8554/NAME");
      default -> {
        if (!address.contains("://") || module.isEmpty()) {
          throw new LeftOutException(
              "it is no address of a stream",
              "name the camera's RTSP address, or leave it with go2rtc and pull"
                  + " rtsp://GO2RTC:8554/NAME");
        }
      }
    }
  }
}
