along_0, along_1 = sobel(camera, 0), sobel(camera, 1)
show(sobel_axis_0=along_0, sobel_axis_1=along_1, magnitude=gradient_magnitude(along_0, along_1))
