package io.tidegate.gateway.web;

import io.tidegate.gateway.config.StorageDocuments;
import io.tidegate.gateway.storage.QueuedUpload;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.storage.StorageTrial;
import io.tidegate.gateway.storage.UploadsView;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;

/// Storage profiles as the API shows them; secrets are masked. Stateless.
final class StorageJson {
  private StorageJson() {}

  static JsonObject of(StorageBook.View view) {
    UploadsView uploads = view.uploads();
    JsonObject json =
        StorageDocuments.write(view.spec())
            .put("origin", view.origin().name().toLowerCase(Locale.ROOT))
            .put("version", view.version());
    if (uploads == null) {
      return json.put("state", "unusable")
          .put("problem", view.problem())
          .putNull("advice")
          .putNull("failingSince")
          .putNull("queue")
          .putNull("counts");
    }
    UploadsView.Problem problem = uploads.problem();
    return json.put("state", uploads.failingSince() == null ? "well" : "failing")
        .put("problem", problem == null ? null : problem.message())
        .put("advice", problem == null ? null : problem.advice())
        .put("failingSince", text(uploads.failingSince()))
        .put("queue", queue(uploads))
        .put("counts", counts(uploads.counts()));
  }

  private static JsonObject queue(UploadsView uploads) {
    return new JsonObject()
        .put("waiting", uploads.waiting())
        .put("waitingBytes", uploads.waitingBytes())
        .put("oldest", text(uploads.oldest()))
        .put("running", uploads.running());
  }

  private static JsonObject counts(UploadsView.Counts counts) {
    return new JsonObject()
        .put("stored", counts.stored())
        .put("storedBytes", counts.storedBytes())
        .put("sentBytes", counts.sentBytes())
        .put("failures", counts.failures())
        .put("refused", counts.refused())
        .put("lost", counts.lost());
  }

  static JsonObject of(QueuedUpload queued) {
    return new JsonObject()
        .put("number", queued.number())
        .put("path", queued.upload().path().text())
        .put("owner", queued.upload().owner())
        .put("bytes", queued.bytes())
        .put("at", queued.at().toString())
        .put("attempts", queued.attempts())
        .put("next", queued.next().toString())
        .put("problem", queued.problem())
        .put("partsStored", queued.known().parts().size());
  }

  static JsonObject of(StorageTrial trial) {
    JsonArray steps = new JsonArray();
    trial
        .steps()
        .forEach(step ->
            steps.add(
                new JsonObject()
                    .put("step", step.name())
                    .put("millis", step.millis())
                    .put("problem", step.problem())
                    .put("advice", step.advice())));
    return new JsonObject().put("ok", trial.ok()).put("steps", steps);
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }
}
