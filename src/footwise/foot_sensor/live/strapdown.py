"""Where a foot went since it last lay still: orientation, velocity and position, one sample at a time."""

from __future__ import annotations

from math import atan2, sqrt

Vector = tuple[float, float, float]

STANDARD_GRAVITY = 9.80665
# Over lost samples drift grows faster: as much again for every m/s² by which acceleration differs across them.
DOUBT_M_S2 = 1.0


class Strapdown:
    """Dead reckoning from a still foot, in a frame with z up and x along the heading of the foot axis.

    Orientation by the mean of two gyroscope samples over each interval, velocity and position by the
    trapezoidal rule. Nothing is stored but the running sums, so that the end of a stride costs nothing.
    """

    __slots__ = (
        "_ax",
        "_ay",
        "_az",
        "_doubt_s",
        "_doubt_s2",
        "_gx",
        "_gy",
        "_gz",
        "_px",
        "_py",
        "_pz",
        "_qw",
        "_qx",
        "_qy",
        "_qz",
        "_vx",
        "_vy",
        "_vz",
        "elapsed_s",
        "samples",
    )

    def __init__(self) -> None:
        self.start((0.0, 0.0, 1.0), (1.0, 0.0, 0.0), (0.0, 0.0, STANDARD_GRAVITY), (0.0, 0.0, 0.0))

    def start(self, up: Vector, forward: Vector, acceleration: Vector, rate: Vector) -> None:
        """Begin again at rest.

        Parameters
        ----------
        up : (float, float, float)
            Unit vector, sensor axes.
        forward : (float, float, float)
            Foot axis, sensor axes; its horizontal part becomes x.
        acceleration, rate : (float, float, float)
            The sample at rest, m/s² and rad/s.
        """
        ux, uy, uz = up
        fx, fy, fz = horizontal(forward, up)
        lx, ly, lz = uy * fz - uz * fy, uz * fx - ux * fz, ux * fy - uy * fx
        self._qw, self._qx, self._qy, self._qz = _quaternion((fx, fy, fz), (lx, ly, lz), up)
        ax, ay, az = acceleration
        self._ax = fx * ax + fy * ay + fz * az
        self._ay = lx * ax + ly * ay + lz * az
        self._az = ux * ax + uy * ay + uz * az - STANDARD_GRAVITY
        self._gx, self._gy, self._gz = rate
        self._vx = self._vy = self._vz = self._px = self._py = self._pz = self.elapsed_s = 0.0
        self._doubt_s = self._doubt_s2 = 0.0
        self.samples = 0

    def advance(self, dt: float, ax: float, ay: float, az: float, gx: float, gy: float, gz: float) -> None:
        """Take the next sample, `dt` seconds after the last one: m/s² and rad/s, sensor axes."""
        half = 0.5 * dt
        # Half the rotation vector of the interval is x, y, z / 2; cosine and sine by their series.
        x, y, z = (self._gx + gx) * half, (self._gy + gy) * half, (self._gz + gz) * half
        self._gx, self._gy, self._gz = gx, gy, gz
        square = x * x + y * y + z * z
        c = 1.0 - square * (0.125 - square * 0.0026041666666666665)
        s = 0.5 - square * (0.020833333333333332 - square * 0.00026041666666666666)
        x *= s
        y *= s
        z *= s
        w0, x0, y0, z0 = self._qw, self._qx, self._qy, self._qz
        self._qw = w = w0 * c - x0 * x - y0 * y - z0 * z
        self._qx = i = w0 * x + x0 * c + y0 * z - z0 * y
        self._qy = j = w0 * y - x0 * z + y0 * c + z0 * x
        self._qz = k = w0 * z + x0 * y - y0 * x + z0 * c
        # a + 2 w (q × a) + 2 q × (q × a): the acceleration in the frame of the start.
        x = 2.0 * (j * az - k * ay)
        y = 2.0 * (k * ax - i * az)
        z = 2.0 * (i * ay - j * ax)
        ax += w * x + j * z - k * y
        ay += w * y + k * x - i * z
        az += w * z + i * y - j * x - STANDARD_GRAVITY
        v0, v1, v2 = self._vx, self._vy, self._vz
        self._vx = x = v0 + (self._ax + ax) * half
        self._vy = y = v1 + (self._ay + ay) * half
        self._vz = z = v2 + (self._az + az) * half
        self._ax, self._ay, self._az = ax, ay, az
        self._px += (v0 + x) * half
        self._py += (v1 + y) * half
        self._pz += (v2 + z) * half
        self.elapsed_s += dt
        self.samples += 1

    def advance_over_loss(self, dt: float, ax: float, ay: float, az: float, gx: float, gy: float, gz: float) -> None:
        """Take the next sample where some before it were lost: the more it differs, the less is known of the way."""
        x, y, z = self._ax, self._ay, self._az
        self.advance(dt, ax, ay, az, gx, gy, gz)
        x, y, z = self._ax - x, self._ay - y, self._az - z
        doubt_s = sqrt(x * x + y * y + z * z) / DOUBT_M_S2 * dt
        self._doubt_s += doubt_s
        self._doubt_s2 += doubt_s * (self.elapsed_s - 0.5 * dt)

    def turn_over_gap(self, dt: float, ax: float, ay: float, az: float, gx: float, gy: float, gz: float) -> None:
        """Take the next sample after a gap over which the way is lost: the orientation goes on for `dt` seconds."""
        elapsed_s = self.elapsed_s
        self.advance(dt, ax, ay, az, gx, gy, gz)
        self.elapsed_s = elapsed_s

    def displacement(self) -> Vector:
        """Displacement since the start if the foot is at rest again now, m.

        The velocity that is left is taken for a drift that grew linearly, and faster where samples were lost while
        acceleration changed; taking it off changes the displacement by it times the time since half of it was there.
        """
        since = 0.5 * self.elapsed_s
        if self._doubt_s:
            middle = (self.elapsed_s * since + self._doubt_s2) / (self.elapsed_s + self._doubt_s)
            since = self.elapsed_s - middle
        return self._px - self._vx * since, self._py - self._vy * since, self._pz - self._vz * since

    def velocity_m_s(self) -> float:
        """Size of the velocity that is left."""
        return sqrt(self._vx * self._vx + self._vy * self._vy + self._vz * self._vz)

    def heading_rad(self, forward: Vector) -> float:
        """Heading of `forward` (sensor axes) against x of the start, to the left positive."""
        w, i, j, k = self._qw, self._qx, self._qy, self._qz
        fx, fy, fz = forward
        east = (w * w + i * i - j * j - k * k) * fx + 2.0 * (i * j - w * k) * fy + 2.0 * (i * k + w * j) * fz
        north = 2.0 * (i * j + w * k) * fx + (w * w - i * i + j * j - k * k) * fy + 2.0 * (j * k - w * i) * fz
        return atan2(north, east)


def horizontal(forward: Vector, up: Vector) -> Vector:
    """Give the unit vector of the part of `forward` that is at right angles to the unit vector `up`."""
    (fx, fy, fz), (ux, uy, uz) = forward, up
    along = fx * ux + fy * uy + fz * uz
    fx, fy, fz = fx - along * ux, fy - along * uy, fz - along * uz
    size = sqrt(fx * fx + fy * fy + fz * fz)
    if size < 1e-6:
        return horizontal(nearest_horizontal(up), up)
    return fx / size, fy / size, fz / size


def nearest_horizontal(up: Vector) -> Vector:
    """Give the sensor axis that is nearest to horizontal; x before y before z where they are nearly alike."""
    tilt = [abs(part) for part in up]
    lowest = min(tilt)
    for axis in range(3):
        if tilt[axis] <= lowest + 0.2:
            return (float(axis == 0), float(axis == 1), float(axis == 2))
    return (1.0, 0.0, 0.0)


def _quaternion(x: Vector, y: Vector, z: Vector) -> tuple[float, float, float, float]:
    """Quaternion of the rotation whose matrix has the rows x, y, z."""
    trace = x[0] + y[1] + z[2]
    if trace > 0.0:
        w = 0.5 * sqrt(1.0 + trace)
        return w, (z[1] - y[2]) / (4 * w), (x[2] - z[0]) / (4 * w), (y[0] - x[1]) / (4 * w)
    if x[0] >= y[1] and x[0] >= z[2]:
        i = 0.5 * sqrt(max(0.0, 1.0 + x[0] - y[1] - z[2]))
        return (z[1] - y[2]) / (4 * i), i, (x[1] + y[0]) / (4 * i), (x[2] + z[0]) / (4 * i)
    if y[1] >= z[2]:
        j = 0.5 * sqrt(max(0.0, 1.0 - x[0] + y[1] - z[2]))
        return (x[2] - z[0]) / (4 * j), (x[1] + y[0]) / (4 * j), j, (y[2] + z[1]) / (4 * j)
    k = 0.5 * sqrt(max(0.0, 1.0 - x[0] - y[1] + z[2]))
    return (y[0] - x[1]) / (4 * k), (x[2] + z[0]) / (4 * k), (y[2] + z[1]) / (4 * k), k
