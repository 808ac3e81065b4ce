package io.tidegate.gateway.tap;

import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.transcode.picture.PictureFeed;
import io.tidegate.transcode.picture.PictureWish;
import java.util.function.IntSupplier;

/// Feeds by children that decode all of a stream, counted among those that may run at once. Any
/// thread.
///
/// @param maxWidth of any picture, as the settings say now
record ChildFeeds(PictureFeed.Children children, IntSupplier maxWidth) implements Feeds {
  @Override
  public Feed begin(StreamHub hub, FrameTapSpec spec, PictureFeed.Taker taker) {
    int most = maxWidth.getAsInt();
    int width = spec.width() == 0 ? most : Math.min(spec.width(), most);
    PictureWish wish = new PictureWish(spec.everyFrames(), spec.maxFps(), width, spec.quality());
    String name = hub.key() + " frames " + spec.name();
    PictureFeed feed = new PictureFeed(name, hub, wish, children, taker);
    feed.start();
    return new Running(feed);
  }

  private record Running(PictureFeed feed) implements Feed {
    @Override
    public void stop() {
      feed.stop();
    }

    @Override
    public long dropped() {
      return feed.dropped();
    }

    @Override
    public @Nullable String problem() {
      return feed.problem();
    }
  }
}
