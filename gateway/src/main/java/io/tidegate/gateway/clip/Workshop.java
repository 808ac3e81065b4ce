package io.tidegate.gateway.clip;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes clips playable, one after the other: there are as many as the settings allow, at most. Any
/// thread.
final class Workshop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Workshop.class);

  private final Clips clips;
  private final ClipWork work;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().name("clip-work").daemon().unstarted(task));

  Workshop(Clips clips, ClipWork work) {
    this.clips = clips;
    this.work = work;
  }

  /// @param clip whose file is there
  void add(Clip clip) {
    try {
      thread.execute(() -> make(clip));
    } catch (RejectedExecutionException stopping) {
      log.debug("clip {} waits for the next start", clip.name());
    }
  }

  private void make(Clip clip) {
    if (isUnwanted(clip.id())) {
      return;
    }
    ClipFolder folder = clips.folder(clip);
    String origin = clip.origin().path();
    Path input = origin.isEmpty() ? folder.upload() : Path.of(origin);
    try {
      clips.finish(clip.id(), work.make(input, folder, new Reports(clip.id())));
    } catch (ClipWork.FailedException failed) {
      clips.fail(clip.id(), String.valueOf(failed.getMessage()));
    } catch (IOException failed) {
      clips.fail(clip.id(), "its files cannot be read: " + failed.getMessage());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      log.error("a bug while a clip was made playable", bug);
      clips.fail(clip.id(), "a bug in the server; its log says more");
    }
  }

  private boolean isUnwanted(String id) {
    return clips.all().stream().noneMatch(clip -> clip.id().equals(id));
  }

  /// Tells the clips how it goes.
  private final class Reports implements ClipWork.Listener {
    private final String id;

    Reports(String id) {
      this.id = id;
    }

    @Override
    public void probed(ClipFacts facts) {
      clips.change(id, false, clip -> clip.probed(facts));
    }

    @Override
    public void normalising() {
      clips.change(id, false, clip -> clip.in(Clip.State.NORMALISING, clip.changed()));
    }

    @Override
    public void at(int percent) {
      clips.change(id, false, clip -> clip.at(percent));
    }

    @Override
    public boolean isUnwanted() {
      return Workshop.this.isUnwanted(id);
    }
  }

  /// What is under way is begun anew at the next start.
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
