package io.tidegate.cluster.state;

/// An edit that the nodes have agreed to, and that this node now has to make. One of both is called
/// once, on any thread that may wait.
public interface Agreed {
  /// Nobody had to agree.
  Agreed ALONE =
      new Agreed() {
        @Override
        public void done() {}

        @Override
        public void failed() {}
      };

  /// It holds here.
  void done();

  /// It could not be made here now: it is made as that of another node would be.
  void failed();
}
