package io.tidegate.gateway.web;

import io.tidegate.gateway.onvif.DeviceReport;
import io.tidegate.gateway.onvif.FoundCamera;
import io.tidegate.gateway.onvif.MediaProfile;
import io.tidegate.gateway.onvif.NetworkView;
import io.tidegate.gateway.onvif.SearchView;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/// What ONVIF finds, as `openapi.yaml` describes it. Stateless.
final class OnvifJson {
  private OnvifJson() {}

  static JsonObject network(NetworkView network) {
    return new JsonObject()
        .put("name", network.name())
        .put("addresses", new JsonArray(network.addresses()))
        .put("loopback", network.loopback());
  }

  static JsonObject search(SearchView view) {
    return new JsonObject()
        .put("id", view.id())
        .put("began", view.began().toString())
        .put("running", view.running())
        .put("cameras", new JsonArray(view.cameras().stream().map(OnvifJson::camera).toList()))
        .put("datagrams", view.datagrams())
        .put("refused", view.refused())
        .put("strangers", view.strangers())
        .put("full", view.full())
        .put("problems", new JsonArray(view.problems().stream().map(OnvifJson::problem).toList()));
  }

  private static JsonObject problem(SearchView.Problem problem) {
    return new JsonObject().put("at", problem.at()).put("says", problem.says());
  }

  private static JsonObject camera(FoundCamera camera) {
    return new JsonObject()
        .put("address", camera.address())
        .put("url", camera.url())
        .put("name", camera.name())
        .put("hardware", camera.hardware())
        .put("location", camera.location())
        .put("endpoint", camera.endpoint());
  }

  static JsonObject device(DeviceReport report) {
    Duration ahead = report.clockAhead();
    DeviceReport.Maker maker = report.maker();
    return new JsonObject()
        .put("ok", report.ok())
        .put("url", report.url())
        .put("manufacturer", maker.manufacturer())
        .put("model", maker.model())
        .put("firmware", maker.firmware())
        .put("serial", maker.serial())
        .put("clockAheadSeconds", ahead == null ? null : Math.round(ahead.toMillis() / 1e3))
        .put("service", report.service())
        .put("steps", new JsonArray(report.steps().stream().map(OnvifJson::step).toList()))
        .put("profiles", new JsonArray(report.profiles().stream().map(OnvifJson::profile).toList()))
        .put("code", report.code())
        .put("cause", report.cause())
        .put("next", report.next());
  }

  private static JsonObject step(DeviceReport.Step step) {
    return new JsonObject()
        .put("step", step.name().name().toLowerCase(Locale.ROOT))
        .put("outcome", step.outcome().name().toLowerCase(Locale.ROOT))
        .put("ms", step.ms())
        .put("detail", step.detail());
  }

  private static JsonObject profile(MediaProfile profile) {
    return new JsonObject()
        .put("token", profile.token())
        .put("name", profile.name())
        .put("url", profile.url())
        .put("video", video(profile.video()))
        .put("audio", audio(profile.audio()));
  }

  private static @Nullable JsonObject video(MediaProfile.@Nullable Video video) {
    return video == null
        ? null
        : new JsonObject()
            .put("codec", video.codec())
            .put("width", video.width())
            .put("height", video.height())
            .put("fps", video.fps())
            .put("bitrateBps", video.bitrateBps())
            .put("gopFrames", video.gopFrames());
  }

  private static @Nullable JsonObject audio(MediaProfile.@Nullable Audio audio) {
    return audio == null
        ? null
        : new JsonObject()
            .put("codec", audio.codec())
            .put("sampleRateHz", audio.sampleRateHz())
            .put("bitrateBps", audio.bitrateBps());
  }
}
