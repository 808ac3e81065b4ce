"""What is published, made once: every frame differs from all others, so that it is known again in every container."""
import os
import subprocess

SECONDS = 60
VIDEO_ONLY_SLICES = "h264_mp4toannexb,filter_units=pass_types=1|5"


class Media:
    """60 seconds of 320x180 at 25 pictures a second, a key frame a second, H.264 and AAC, 300 kbit/s; the same with G.711; Motion JPEG."""

    def __init__(self, folder):
        self.mp4 = os.path.join(folder, "source.mp4")
        self.g711, self.mjpeg = os.path.join(folder, "g711.mkv"), os.path.join(folder, "mjpeg.mkv")
        picture = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25,noise=alls=12:allf=t:all_seed=7"]
        sound = ["-f", "lavfi", "-i", "sine=f=440:r=48000,volume=0.3[a];anoisesrc=r=48000:a=0.05:seed=7[n];[a][n]amix=2"]
        _ffmpeg(*picture, *sound, "-t", str(SECONDS), "-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-g", "25",
                "-sc_threshold", "0", "-b:v", "260k", "-maxrate", "300k", "-bufsize", "300k", "-pix_fmt", "yuv420p",
                "-c:a", "aac", "-b:a", "40k", "-ac", "1", self.mp4)
        _ffmpeg("-i", self.mp4, "-c:v", "copy", "-c:a", "pcm_alaw", "-ar", "8000", self.g711)
        _ffmpeg("-i", self.mp4, "-t", "20", "-an", "-vf", "fps=5", "-c:v", "mjpeg", "-huffman", "default", "-q:v", "12",
                "-pix_fmt", "yuvj420p", self.mjpeg)
        self.times = fingerprints(["-i", self.mp4], None)

    def remove(self):
        for path in (self.mp4, self.g711, self.mjpeg):
            os.remove(path)


def fingerprints(source, limit):
    """(kind, hash) to seconds, of the frames of each kind; a hash that two frames have is left out.

    Of a picture its slices alone count: parameter sets and delimiters come and go with the container.
    """
    times, twice = {}, set()
    for kind, digest, seconds in frames(source, limit):
        if (kind, digest) in times:
            twice.add((kind, digest))
        times[kind, digest] = seconds
    return {key: seconds for key, seconds in times.items() if key not in twice}


def frames(source, limit, patience=None):
    """(kind, hash, seconds) of each frame that ffmpeg gets from there."""
    command = ["ffmpeg", "-nostdin", "-v", "error", *source, *([] if limit is None else ["-t", str(limit)]),
               "-map", "0:v:0", "-map", "0:a:0", "-c", "copy", "-bsf:v", VIDEO_ONLY_SLICES, "-bsf:a", "aac_adtstoasc",
               "-f", "framemd5", "-"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=patience, stdin=subprocess.DEVNULL)
        text = done.stdout
    except subprocess.TimeoutExpired as late:
        text = (late.stdout or b"").decode()
    bases = {}
    for line in text.splitlines():
        if line.startswith("#tb "):
            stream, base = line[4:].split(": ")
            above, below = base.split("/")
            bases[stream] = int(above) / int(below)
        elif line and line[0] != "#":
            fields = [field.strip() for field in line.split(",")]
            if len(fields) >= 6:
                yield ("video" if fields[0] == "0" else "audio"), fields[5], int(fields[2]) * bases[fields[0]]


def _ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", *arguments[:-1], "-y", arguments[-1]], check=True)
