"""A KvK of our own for practice offices and tests: invented companies in the shapes that KvK publishes, and its faults.

Plain HTTP on this machine. What is not known of KvK it does not invent: other addresses answer 501.
"""
